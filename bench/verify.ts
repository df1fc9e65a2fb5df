/**
 * Says whether a run left the right artifacts, by their digests or by a text in them, before its time
 * counts. Knows nothing of times.
 */
import { createHash } from "node:crypto";
import { readFileSync, statSync } from "node:fs";
import { runUntimed, type Run } from "./measure.ts";
import { builderOf, type Builder } from "./peer.ts";
import { referencePeer } from "./peers/go.ts";
import type { Project } from "./projects.ts";
import type { Scope } from "./targets.ts";

/** Digests by target that `go build` gives in the state in which the project is now. */
export function referenceDigests(project: Project, scope: Scope): Map<string, string> {
  const reference = builderOf(referencePeer, project, scope);
  const problem = runUntimed(reference);
  if (problem !== undefined) throw new Error(`the reference build of ${project.facts.name} ${problem}`);
  return new Map([...reference.artifacts].map(([target, file]) => [target, digestOf(file)]));
}

/** The builder, whose runs only count with these artifacts. */
export function withDigests(builder: Builder, digests: ReadonlyMap<string, string>): Builder {
  return withCheck(builder, () => {
    const wrong = [...builder.artifacts].find(([target, file]) => digestOf(file) !== digests.get(target));
    return wrong && `its artifact for ${wrong[0]} is not what go build gives`;
  });
}

/** The builder, whose runs only count if its artifact has this text. */
export function withText(builder: Builder, text: () => string): Builder {
  return withCheck(builder, () => {
    const wrong = [...builder.artifacts].find(([, file]) => !readFileSync(file).includes(text()));
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
