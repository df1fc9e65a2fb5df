/**
 * The name of a release, as folders have it that hold one: gowsl's own, and behind its module's name those of the
 * module cache. Knows no folders.
 */
import type { Release } from "../model/release.ts";
import { parseVersion } from "./version.ts";

/** `1.26.8.linux-amd64`, from which the release can be read again. */
export function releaseName({ version, os, arch }: Release): string {
  return `${version}.${os}-${arch}`;
}

/** The release of such a name; undefined for any other name. */
export function releaseOf(name: string): Release | undefined {
  const dot = name.lastIndexOf(".");
  const dash = name.indexOf("-", dot + 1);
  if (dot < 0 || dash < 0) return undefined;
  const version = name.slice(0, dot);
  const os = name.slice(dot + 1, dash);
  const arch = name.slice(dash + 1);
  const isNumbered = version[0]! >= "0" && version[0]! <= "9";
  const isSystem = os !== "" && arch !== "" && !arch.includes("-");
  return isNumbered && isSystem && parseVersion(version) !== undefined ? { version, os, arch } : undefined;
}
