/** What a build step says of itself: its start line and its failures. Pure. */
import { describeError, placeOf } from "../host/files.ts";
import type { Failure } from "../model/failure.ts";
import type { BuildStep } from "../model/plan.ts";
import type { Examined } from "./examine.ts";

export function fileFailure(error: unknown, place: string): Failure {
  const { code = "" } = error as NodeJS.ErrnoException;
  const inTheWay = ["ENOTDIR", "EEXIST", "EISDIR"].includes(code);
  return {
    family: "files",
    place: placeOf(error) ?? place,
    thing: describeError(error),
    next: `${inTheWay ? "Move it away" : "Make room or correct the permissions"}, then run it again; what is finished is kept.`,
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
