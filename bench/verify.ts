/**
 * Says whether a run left the right artifacts, by their digests, by what Go reads from them or by a text in them, before its time
 * counts. Knows nothing of times.
 */
import { execFileSync, type ExecFileSyncOptionsWithStringEncoding } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, statSync } from "node:fs";
import { measuredEnvironment } from "./environment.ts";
import { runUntimed, type Run } from "./measure.ts";
import { builderOf, type Builder } from "./peer.ts";
import { referencePeer } from "./peers/go.ts";
import type { Project } from "./projects.ts";
import type { Scope } from "./targets.ts";

/** What `go build` gives for one target in the state in which the project is now. */
interface Reference {
  digest: string;
  /** What is read from the file by Go itself; only where somebody needs it. */
  info: string;
}

/** Builds what is right, by target. */
export function references(project: Project, scope: Scope): Map<string, Reference> {
  const reference = builderOf(referencePeer, project, scope);
  const problem = runUntimed(reference);
  if (problem !== undefined) throw new Error(`the reference build of ${project.facts.name} ${problem}`);
  return new Map(
    [...reference.artifacts].map(([target, file]) => [
      target,
      { digest: digestOf(file), info: buildInfo(file) },
    ]),
  );
}

/** The builder, whose runs only count with these artifacts. */
export function withReferences(builder: Builder, right: ReadonlyMap<string, Reference>): Builder {
  return withCheck(builder, () => {
    const wrong = [...builder.artifacts].find(([target, file]) => {
      const reference = right.get(target);
      if (builder.isJudgedByInfo) return buildInfo(file) !== reference?.info;
      return digestOf(file) !== reference?.digest;
    });
    return wrong && `its artifact for ${wrong[0]} is not what go build gives`;
  });
}

/** The flags and versions that a program was built with, as it tells them itself, without its name. */
function buildInfo(file: string): string {
  const options: ExecFileSyncOptionsWithStringEncoding = {
    encoding: "utf8",
    env: measuredEnvironment(),
    stdio: ["ignore", "pipe", "ignore"],
  };
  try {
    return withoutEmptyFlags(execFileSync("go", ["version", "-m", file], options));
  } catch {
    return "none";
  }
}

/** A flag that was given without a value changes nothing but this line. */
export function withoutEmptyFlags(told: string): string {
  const [, ...lines] = told.split("\n");
  return lines.filter((line) => !/^\tbuild\t-\w+=$/.test(line)).join("\n");
}

/** The builder, whose runs only count if its artifact has this text. */
export function withText(builder: Builder, text: () => string): Builder {
  return withCheck(builder, () => {
    const wrong = [...builder.artifacts].find(([, file]) => !hasText(file, text()));
    return wrong && `its artifact for ${wrong[0]} does not have the change`;
  });
}

/** The builder, whose runs only count if it says that it did this. */
export function withOutcome(builder: Builder, outcome: string): Builder {
  return withCheck(builder, (run) => {
    const did = builder.did?.(run) ?? "";
    return did === outcome ? undefined : `it said "${did}", not "${outcome}"`;
  });
}

function hasText(file: string, text: string): boolean {
  return existsSync(file) && readFileSync(file).includes(text);
}

function withCheck(builder: Builder, check: (run: Run) => string | undefined): Builder {
  const before = builder.check;
  return { ...builder, check: (run) => before?.(run) ?? check(run) };
}

const known = new Map<string, { stat: string; digest: string }>();

/** SHA-256 of a file, or "none"; read again only if the file was touched. */
function digestOf(file: string): string {
  const { size, mtimeNs, ctimeNs, ino } =
    statSync(file, { bigint: true, throwIfNoEntry: false }) ?? ({} as Record<string, undefined>);
  if (size === undefined) return "none";
  const stat = [size, mtimeNs, ctimeNs, ino].join(" ");
  const before = known.get(file);
  if (before?.stat === stat) return before.digest;
  const digest = createHash("sha256").update(readFileSync(file)).digest("hex");
  known.set(file, { stat, digest });
  return digest;
}
