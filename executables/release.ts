/** Writes what package managers read beside the executables that were compiled. */
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { checksumsFile } from "./compile.ts";
import { homebrewFormula, readChecksums, scoopManifest, type Release } from "./manifests.ts";

/** @param addresses where the release will be, and where a reader finds the project */
export function writeManifests(root: string, folder: string, [base, homepage]: readonly string[]): void {
  if (base === undefined || homepage === undefined) {
    throw new Error("name two addresses behind --: the folder of the release, and the project's page");
  }
  const manifest = JSON.parse(readFileSync(path.join(root, "package.json"), "utf8")) as Release;
  const { version, description, license } = manifest;
  const digests = readChecksums(readFileSync(path.join(folder, checksumsFile), "utf8"));
  const release = { version, description, license, homepage, base: base.replace(/\/*$/, "/"), digests };
  writeFileSync(path.join(folder, "gowsl.json"), scoopManifest(release));
  writeFileSync(path.join(folder, "gowsl.rb"), homebrewFormula(release));
}
