/**
 * What the one-file executable carries with it: it has no folder of its own to read from. Nobody outside
 * lib/host asks whether gowsl runs as one; all else is the same in both.
 */

export interface Carried {
  /** The name under which this executable is released: `gowsl-linux-x64`. */
  name: string;
  /** Texts of gowsl's own files, by their path from its package.json. */
  texts: Readonly<Record<string, string>>;
}

/** Put in place of the name when the executable is compiled (gowsl.config.ts); elsewhere there is no such name. */
declare const gowslCarries: Carried;

/** Undefined in the npm package and from source. */
export function carried(): Carried | undefined {
  return typeof gowslCarries === "undefined" ? undefined : gowslCarries;
}

/** Where Bun shows the modules within an executable: no folder of the disk. */
export const insideFolders = ["/$bunfs/root", "B:\\~BUN\\root"];
