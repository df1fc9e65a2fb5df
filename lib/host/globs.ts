/**
 * What wildcards match, by picomatch, which the glob libraries of Node have in common. The same on every
 * system: `/` separates, names differ by case, and a leading dot is a character like any other, since an input
 * that is passed over makes a false "up to date". Reads nothing.
 */
import picomatch from "picomatch/posix.js";

/** Without the parts that few know and that are names as often: `!(x)`, a `!` or `#` before all. */
const options = { dot: true, nonegate: true, noextglob: true, strictSlashes: true } as const;

/** Does a path below the same folder match? */
export function globMatcher(pattern: string): (path: string) => boolean {
  // Round brackets are part of names, as those of a folder "(group)".
  const escaped = pattern.replace(/[()|]/g, "\\$&").replaceAll("[!", "[^");
  const matches = picomatch(escaped, options);
  return (path) => matches(path);
}
