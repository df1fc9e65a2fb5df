/**
 * What a name in an archive may be, and where a link leads. The rules are those of Windows, macOS and Linux at once,
 * wherever this runs, so that a cache can be shared. Pure; knows nothing of the other names.
 */

/** What is wrong with a name by itself; a slash at the end is that of a folder. */
export function nameReason(name: string): string | undefined {
  if (name === "") return "has no name";
  if (name.includes("\0")) return "has a NUL in its name";
  if (name.includes("\\")) return "has a backslash in its name, which parts folders on Windows";
  if (name.startsWith("/")) return "is an absolute path";
  if (/^[A-Za-z]:/.test(name)) return "names a drive of Windows";
  if (Buffer.byteLength(name) > 1024) return "has a name of more than 1024 bytes";
  for (const part of name.replace(/\/$/, "").split("/")) {
    if (part === "..") return "leads out of its folder";
    if (part === "" || part === ".") return "has an empty part in its path";
    if (Buffer.byteLength(part) > 255) return "has a part of more than 255 bytes in its path";
    // NTFS would take the part behind a colon for a stream of the file.
    if (/[<>:"|?*]/.test(part) || hasControlCharacter(part)) {
      return "has a character in its name that Windows does not allow";
    }
    if (/[. ]$/.test(part)) return "ends in a dot or a space, which Windows drops";
    if (reserved.test(part)) return "has a name that stands for a device on Windows";
  }
  return undefined;
}

/** Also with an ending, and with superscript digits (learn.microsoft.com, "Naming Files, Paths, and Namespaces"). */
const reserved = /^(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[0-9\u00b9\u00b2\u00b3])\s*(\.|$)/i;

function hasControlCharacter(text: string): boolean {
  return [...text].some((character) => character < " " || character === "\u007f");
}

/** One text for all spellings that some file system takes for the same name. */
export function folded(name: string): string {
  return name.normalize("NFC").toUpperCase().toLowerCase();
}

/** What stands behind the prefix; undefined where there is no such prefix, or no good name. */
export function namedBelow(name: string, prefix: string): string | undefined {
  return name.startsWith(prefix) && nameReason(name) === undefined ? name.slice(prefix.length) : undefined;
}

/** Where a link leads, from the root; undefined if that is outside. `..` counts only at the beginning. */
export function linkedFrom(place: string, target: string): string | undefined {
  const folder = place.split("/").slice(0, -1);
  const parts = target.split("/");
  while (parts[0] === "..") {
    if (folder.pop() === undefined) return undefined;
    parts.shift();
  }
  if (parts.length === 0) return folder.join("/");
  return nameReason(parts.join("/")) === undefined ? [...folder, ...parts].join("/") : undefined;
}
