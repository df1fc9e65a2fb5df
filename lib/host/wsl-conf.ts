/**
 * Reads the text of /etc/wsl.conf: sections of `key = value` (microsoft/WSL src/shared/configfile). Knows
 * nothing of what the keys mean. The file may be newer than the boot that has read it.
 */

/** Values by `section.key`, both in small letters; the last one of a key counts. */
export function parseWslConf(text: string): Readonly<Record<string, string>> {
  const values: Record<string, string> = {};
  let section = "";
  for (const line of text
    .replace(/^\uFEFF/, "")
    .replaceAll(/\\\r?\n/g, "")
    .split(/\r?\n/)) {
    const heading = /^\s*\[\s*([^\]]*?)\s*\]/.exec(line)?.[1];
    if (heading !== undefined) section = heading.toLowerCase();
    const [, key, value = ""] = heading === undefined ? (/^\s*([\w.-]+)\s*=\s*(.*)$/.exec(line) ?? []) : [];
    if (key !== undefined) values[`${section}.${key.toLowerCase()}`] = plainValue(value);
  }
  return values;
}

/** Without quotes, escapes and what is behind `#`. */
function plainValue(written: string): string {
  let value = "";
  let isQuoted = false;
  for (let index = 0; index < written.length; index++) {
    const character = written[index]!;
    if (character === '"') isQuoted = !isQuoted;
    else if (character === "#" && !isQuoted) break;
    else if (character === "\\" && index + 1 < written.length) value += written[++index]!;
    else value += character;
  }
  return value.trim();
}
