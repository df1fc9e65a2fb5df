/**
 * Tells from the first bytes of a program for which kind of system and processor it was made.
 * Knows nothing of Go but its names for processors, and reads no file.
 */

export type BinaryKind = "elf" | "pe" | "macho" | "script" | "unknown";

/** How many bytes of a program `binaryOf` wants: the PE header of go.exe lies within them. */
export const binaryHeaderBytes = 1024;

/** ELF e_machine -> GOARCH for little-endian 64 bit; `elfArch` knows the ones that differ by byte order and class. */
const elfMachines: Readonly<Record<number, string>> = {
  3: "386",
  22: "s390x",
  40: "arm",
  43: "sparc64",
  62: "amd64",
  183: "arm64",
  243: "riscv64",
  258: "loong64",
};

const peMachines: Readonly<Record<number, string>> = {
  0x014c: "386",
  0x01c4: "arm",
  0x8664: "amd64",
  0xaa64: "arm64",
};

const machoProcessors: Readonly<Record<number, string>> = {
  7: "386",
  12: "arm",
  0x01000007: "amd64",
  0x0100000c: "arm64",
};

/** Kind of the program that begins with these bytes, and its GOARCH where the header names one. */
export function binaryOf(start: Buffer): { binary: BinaryKind; arch?: string } {
  if (start.length >= 2 && start.toString("latin1", 0, 2) === "#!") return { binary: "script" };
  if (start.length >= 20 && start.readUInt32BE(0) === 0x7f454c46) return withArch("elf", elfArch(start));
  if (start.length >= 2 && start.toString("latin1", 0, 2) === "MZ") return peOf(start);
  if (start.length >= 8) return machoOf(start);
  return { binary: "unknown" };
}

function elfArch(start: Buffer): string | undefined {
  const wide = start[4] === 2;
  const little = start[5] === 1;
  const machine = little ? start.readUInt16LE(18) : start.readUInt16BE(18);
  if (machine === 8) return `mips${wide ? "64" : ""}${little ? "le" : ""}`;
  if (machine === 21) return little ? "ppc64le" : "ppc64";
  return elfMachines[machine];
}

/** `MZ` alone is a DOS program; the PE header stands where the word at 0x3c points. */
function peOf(start: Buffer): { binary: BinaryKind; arch?: string } {
  const header = start.length >= 0x40 ? start.readUInt32LE(0x3c) : start.length;
  if (header + 6 > start.length || start.toString("latin1", header, header + 4) !== "PE\0\0") {
    return { binary: "unknown" };
  }
  return withArch("pe", peMachines[start.readUInt16LE(header + 4)]);
}

function machoOf(start: Buffer): { binary: BinaryKind; arch?: string } {
  const magic = start.readUInt32BE(0);
  if (magic === 0xcffaedfe || magic === 0xcefaedfe) {
    return withArch("macho", machoProcessors[start.readUInt32LE(4)]);
  }
  // A universal program runs on several processors, so none is named. A Java class has the same magic,
  // but a version of at least 45 where the number of processors stands.
  if (magic === 0xcafebabe && start.readUInt32BE(4) < 45) return { binary: "macho" };
  return { binary: "unknown" };
}

function withArch(binary: BinaryKind, arch: string | undefined): { binary: BinaryKind; arch?: string } {
  return { binary, ...(arch === undefined ? {} : { arch }) };
}
