/**
 * Takes absolute paths of Windows and of Linux apart and puts Windows ones together. Knows nothing of what
 * is mounted where, nor of which names either side can have.
 */
import { failure, success, type Family, type Result } from "../model/failure.ts";

/** `D:\`, or `\\host\share\`; exactly one of the two. */
export interface WindowsRoot {
  drive?: string;
  host?: string;
  share?: string;
}

export interface WindowsPath {
  root: WindowsRoot;
  names: string[];
  /** Did it end with a separator that is not that of the root? */
  trailing: boolean;
}

/** Has it a form that no Linux path has: a drive, a backslash first, a host of WSL or `?` behind two slashes? */
export function looksLikeWindows(path: string): boolean {
  return /^([A-Za-z]:|\\|\/\/(wsl\.localhost|wsl\$|\?|\.)(\/|$))/i.test(path);
}

/** The two names of WSL's redirector (DET-10). */
export function isDistributionHost(host: string | undefined): boolean {
  return host !== undefined && /^wsl(\.localhost|\$)$/i.test(host);
}

/** `D:` or `\\host\share`. */
export function deviceRoot({ drive, host, share }: WindowsRoot): string {
  return drive === undefined ? `\\\\${host}\\${share}` : `${drive}:`;
}

/** The plain form: `\`, a large drive letter, `wsl.localhost`. */
export function joinWindows({ root, names, trailing }: WindowsPath): string {
  const { drive, share } = root;
  const host = isDistributionHost(root.host) ? "wsl.localhost" : root.host;
  const start = drive === undefined ? `\\\\${host}\\${share}\\` : `${drive}:\\`;
  return `${start}${names.join("\\")}${trailing && names.length > 0 ? "\\" : ""}`;
}

/** Names of an absolute Linux path, without `.` and `..`. */
export function parseLinux(path: string): Result<{ names: string[]; trailing: boolean }> {
  if (path.includes("\0")) return nulByte(path);
  if (!path.startsWith("/")) {
    return unconvertible(
      "command-line",
      path === "" ? '""' : path,
      path === "" ? "is no path" : "is relative, and relative to what is not known here",
      "Name the whole path.",
    );
  }
  return success({ names: plainNames(path.split("/")), trailing: path.endsWith("/") });
}

/** Root and names of an absolute Windows path: with `\` or `/`, also behind `\\?\`. */
export function parseWindows(given: string): Result<WindowsPath> {
  if (given.includes("\0")) return nulByte(given);
  const path = withoutPrefix(given.replaceAll("/", "\\"));
  const drive = /^([A-Za-z]):/.exec(path)?.[1]?.toUpperCase();
  if (drive !== undefined) {
    if (path[2] !== "\\") {
      return unconvertible(
        "command-line",
        given,
        `is relative to the current folder of drive ${drive}:, which only the program that runs there knows`,
        `Write the whole path; the top of the drive is ${drive}:\\, a file of Linux ./${path}.`,
      );
    }
    return success({ root: { drive }, ...rest(path.slice(3)) });
  }
  const [, host, share, below] = /^\\\\([^\\]+)(?:\\+([^\\]+)(\\.*)?)?\\*$/s.exec(path) ?? [];
  if (host === "?" || host === ".") {
    return unconvertible(
      "command-line",
      given,
      "names a device or a volume by its number, which has no folder in Linux",
      "Name it by its drive letter.",
    );
  }
  if (host !== undefined && share !== undefined)
    return success({ root: { host, share }, ...rest(below ?? "") });
  if (host !== undefined) {
    const what = isDistributionHost(host) ? "distribution" : "share";
    return unconvertible("command-line", given, `names no ${what}`, `Write \\\\${host}\\NAME\\...`);
  }
  return path.startsWith("\\")
    ? unconvertible(
        "command-line",
        given,
        "begins at the top of the current drive, and which drive that is is not known here",
        "Name the drive, too.",
      )
    : unconvertible(
        "command-line",
        given,
        "is relative, and relative to what is not known here",
        "Name the whole path.",
      );
}

export function unconvertible(family: Family, place: string, thing: string, next: string) {
  return failure({ family, place: printable(place), thing, next });
}

/** `\\?\C:\x` is C:\x, `\\?\UNC\host\share` is \\host\share; wslpath knows the first only (PATH-06). */
function withoutPrefix(path: string): string {
  const unc = /^\\\\\?\\UNC\\/i.exec(path)?.[0];
  if (unc !== undefined) return `\\\\${path.slice(unc.length)}`;
  return /^\\\\\?\\[A-Za-z]:/.test(path) ? path.slice(4) : path;
}

function rest(text: string): { names: string[]; trailing: boolean } {
  const names = plainNames(text.split("\\"));
  return { names, trailing: names.length > 0 && text.endsWith("\\") };
}

/** Without empty ones, `.` and `..`; above the root is the root, as both systems have it. */
function plainNames(names: readonly string[]): string[] {
  const plain: string[] = [];
  for (const name of names) {
    if (name === "..") plain.pop();
    else if (name !== "" && name !== ".") plain.push(name);
  }
  return plain;
}

function nulByte(path: string) {
  return unconvertible(
    "command-line",
    path,
    "has a NUL character, which no path can have",
    "Correct the path.",
  );
}

/** Control characters would write over the sentence. */
function printable(path: string): string {
  return path.replace(/\p{Cc}/gu, (character) => JSON.stringify(character).slice(1, -1));
}
