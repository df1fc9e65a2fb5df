/** Where a plan has files written, of its own and of gowsl. Pure. */
import path from "node:path";
import { splitPattern } from "../model/pattern.ts";
import type { Plan } from "../model/plan.ts";
import { isDeclared } from "./declared-step.ts";

/** Where a run writes files by renaming them, and a crash may leave one that had no time to be renamed. */
export function writtenFolders({ root, steps }: Pick<Plan, "root" | "steps">): Set<string> {
  const own = ["dist", ".gowsl", ".gowsl/records", ".gowsl/tasks", ".gowsl/answers"].map((folder) =>
    path.join(root, folder),
  );
  const artifacts = steps.flatMap((step) => (step.kind === "go-build" ? step.units : []));
  const declared = steps.flatMap((step) => (isDeclared(step) ? step.declared.outputs : []));
  for (const { pattern } of declared) {
    const { base, rest } = splitPattern(pattern);
    own.push(path.resolve(root, rest === undefined ? path.posix.dirname(base) : base));
  }
  return new Set([...own, ...artifacts.map(({ output }) => path.dirname(path.resolve(root, output)))]);
}
