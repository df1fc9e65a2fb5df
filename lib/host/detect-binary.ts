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

/**
 * Kind of the program that begins with these bytes, and its GOARCH where the header names one. Each choice of a Go comes
 * by here, and the functions of Buffer take longer for their first number or text than all of this.
 */
export function binaryOf(start: Uint8Array): { binary: BinaryKind; arch?: string } {
  if (beginsWith(start, 0, "#!")) return { binary: "script" };
  if (beginsWith(start, 0, "\x7fELF") && start.length >= 20) return withArch("elf", elfArch(start));
  if (beginsWith(start, 0, "MZ")) return peOf(start);
  if (start.length >= 8) return machoOf(start);
  return { binary: "unknown" };
}

function beginsWith(start: Uint8Array, at: number, text: string): boolean {
  for (let index = 0; index < text.length; index++) {
    if (start[at + index] !== text.charCodeAt(index)) return false;
  }
  return true;
}

/** The number in two bytes or four, the last of which counts most. */
function littleEndian(start: Uint8Array, at: number, bytes: 2 | 4): number {
  const low = start[at]! | (start[at + 1]! << 8);
  return bytes === 2 ? low : (low | (start[at + 2]! << 16) | (start[at + 3]! << 24)) >>> 0;
}

function elfArch(start: Uint8Array): string | undefined {
  const wide = start[4] === 2;
  const little = start[5] === 1;
  const machine = little ? littleEndian(start, 18, 2) : (start[18]! << 8) | start[19]!;
  if (machine === 8) return `mips${wide ? "64" : ""}${little ? "le" : ""}`;
  if (machine === 21) return little ? "ppc64le" : "ppc64";
  return elfMachines[machine];
}

/** `MZ` alone is a DOS program; the PE header stands where the word at 0x3c points. */
function peOf(start: Uint8Array): { binary: BinaryKind; arch?: string } {
  const header = start.length >= 0x40 ? littleEndian(start, 0x3c, 4) : start.length;
  if (header + 6 > start.length || !beginsWith(start, header, "PE\0\0")) return { binary: "unknown" };
  return withArch("pe", peMachines[littleEndian(start, header + 4, 2)]);
}

function machoOf(start: Uint8Array): { binary: BinaryKind; arch?: string } {
  const magic = littleEndian(start, 0, 4);
  if (magic === 0xfeedfacf || magic === 0xfeedface) {
    return withArch("macho", machoProcessors[littleEndian(start, 4, 4)]);
  }
  // A universal program runs on several processors, so none is named. A Java class has the same magic,
  // but a version of at least 45 where the number of processors stands; both are written the other way round.
  if (magic === 0xbebafeca && littleEndian(start, 4, 2) === 0 && start[6] === 0 && start[7]! < 45) {
    return { binary: "macho" };
  }
  return { binary: "unknown" };
}

function withArch(binary: BinaryKind, arch: string | undefined): { binary: BinaryKind; arch?: string } {
  return { binary, ...(arch === undefined ? {} : { arch }) };
}
