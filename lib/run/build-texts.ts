/** What a build step says of itself: its start line and its failures. Pure. */
import { describeError } from "../host/files.ts";
import type { Failure } from "../model/failure.ts";
import type { BuildStep } from "../model/plan.ts";
import type { Examined } from "./examine.ts";

export function fileFailure(error: unknown, place: string): Failure {
  const { path: source, dest } = error as NodeJS.ErrnoException & { dest?: string };
  return {
    family: "files",
    // Of a rename, where it leads to says more than where it comes from.
    place: dest ?? source ?? place,
    thing: describeError(error),
    next: "Make room or correct the permissions, then run it again; what is finished is kept.",
  };
}

export function noArtifactLeft(step: string): Failure {
  return {
    family: "step",
    place: `${step}: after`,
    thing: "the hooks left no file at {artifact}",
    next: "A hook may change the artifact in its place; gowsl moves it afterwards.",
  };
}

export function startText(step: BuildStep, rest: Examined[]): string {
  const names = rest.map(({ unit }) => unit.name).join(", ");
  return `building ${names}${targetText(step)}: ${rest[0]!.reason}`;
}

/** Where the target came from, when nobody named it. */
export function targetText({ targetWhy }: BuildStep): string {
  return targetWhy === undefined ? "" : ` (target from ${targetWhy})`;
}
