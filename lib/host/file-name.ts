/**
 * What one name in a folder is called on the other side of WSL: characters that Windows can't have are
 * mapped to private use there (EscapePathForNt of microsoft/WSL src/linux/init/escape.cpp). Knows no paths.
 */

export type ConvertedName = { name: string } | { reason: string; next: string };

/**
 * Names of devices, with any extension: learn.microsoft.com, "Naming Files, Paths, and Namespaces".
 * Windows 11 lets some of them pass that Windows 10 does not.
 */
const deviceName = /^(con|prn|aux|nul|com[1-9¹²³]|lpt[1-9¹²³]|conin\$|conout\$)(\s*\..*)?$/i;

/** The base of the mapped characters: `:` becomes U+F03A. */
const privateUse = 0xf000;

/** The name of a Linux file as Windows sees it. */
export function windowsName(name: string): ConvertedName {
  const taken = [...name].find((character) => isMapped(character.codePointAt(0)! - privateUse));
  if (taken !== undefined) {
    return {
      reason: `has a name "${name}" with the character ${codePoint(taken)}, which on Windows stands for "${unmapped(taken)}"`,
      next: "Rename it on the Linux side.",
    };
  }
  const mapped = [...name].map((character) => {
    const code = character.codePointAt(0)!;
    return isMapped(code) ? String.fromCodePoint(privateUse + code) : character;
  });
  const found = mapped.join("");
  const problem = windowsProblem(found);
  return problem === undefined ? { name: found } : problem;
}

/**
 * The name of a Windows file as Linux sees it. On drives wslpath leaves mapped characters as they are, since
 * drvfs takes both (wslpath.c, WslPathTestDrvFsEscaped); here there and back is the same.
 */
export function linuxName(name: string): ConvertedName {
  const foreign = [...name].find((character) => isMapped(character.codePointAt(0)!));
  if (foreign === ":") {
    return {
      reason: `has a name "${name}" with a colon, which on Windows begins a stream of a file`,
      next: "Name the file itself.",
    };
  }
  if (foreign !== undefined) {
    return {
      reason: `has a name "${name}" with ${JSON.stringify(foreign)}, which no file on Windows can have`,
      next: "Correct the path; a pattern has to be resolved before.",
    };
  }
  const problem = windowsProblem(name);
  if (problem !== undefined) return problem;
  return { name: [...name].map((character) => unmapped(character)).join("") };
}

/** What Windows would not open by this name. */
function windowsProblem(name: string): { reason: string; next: string } | undefined {
  if (deviceName.test(name)) {
    return {
      reason: `has a name "${name}" that on Windows means a device`,
      next: "Rename it.",
    };
  }
  if (/[. ]$/.test(name)) {
    return {
      reason: `has a name "${name}" that ends with a ${name.endsWith(" ") ? "space" : "dot"}, which Windows drops`,
      next: "Rename it.",
    };
  }
  return undefined;
}

/** Control characters and `"*:<>?\|`; WSL takes the tab as a character that NTFS can have. NUL is in no name. */
function isMapped(code: number): boolean {
  return (
    (code > 0 && code < 0x20 && code !== 9) ||
    (code > 0 && code < 0x80 && '"*:<>?\\|'.includes(String.fromCodePoint(code)))
  );
}

function unmapped(character: string): string {
  const code = character.codePointAt(0)! - privateUse;
  return isMapped(code) ? String.fromCodePoint(code) : character;
}

function codePoint(character: string): string {
  return `U+${character.codePointAt(0)!.toString(16).toUpperCase()}`;
}
