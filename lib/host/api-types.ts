/**
 * The types of gowsl's API as texts, for editors in repositories without node_modules. A file of its own: the
 * executable carries them, and no run that does not write them shall have to read them.
 */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { carried } from "./executable.ts";
import { ownRoot } from "./package.ts";

/** Put in place of the name when the executable is compiled (executables/compile.ts). */
declare const gowslTypes: Readonly<Record<string, string>>;

/** Declaration files by their path; `index.d.ts` is the API. Empty where gowsl runs from source and was never bundled. */
export function apiTypes(): Readonly<Record<string, string>> {
  if (carried() !== undefined) return typeof gowslTypes === "undefined" ? {} : gowslTypes;
  return readTypes(ownRoot());
}

/** Those that the build has made (tsconfig.types.json). @param root the folder of gowsl's package.json */
export function readTypes(root: string): Readonly<Record<string, string>> {
  const folder = path.join(root, "out", "types", "lib");
  if (!existsSync(folder)) return {};
  const names = readdirSync(folder, { recursive: true, encoding: "utf8" });
  const files = names.filter((name) => name.endsWith(".d.ts")).toSorted();
  return Object.fromEntries(
    files.map((name) => [name.replaceAll("\\", "/"), readFileSync(path.join(folder, name), "utf8")]),
  );
}
