import { describe, expect, it } from "vitest";
import { binaryOf } from "../../../lib/host/detect-binary.ts";

function elf(machine: number, { wide = true, little = true } = {}): Buffer {
  const start = Buffer.alloc(64);
  start.write("\x7fELF", "latin1");
  start[4] = wide ? 2 : 1;
  start[5] = little ? 1 : 2;
  if (little) start.writeUInt16LE(machine, 18);
  else start.writeUInt16BE(machine, 18);
  return start;
}

function pe(machine: number): Buffer {
  const start = Buffer.alloc(256);
  start.write("MZ", "latin1");
  start.writeUInt32LE(0x80, 0x3c);
  start.write("PE\0\0", 0x80, "latin1");
  start.writeUInt16LE(machine, 0x84);
  return start;
}

function words(...values: number[]): Buffer {
  const start = Buffer.alloc(values.length * 4);
  values.forEach((value, index) => start.writeUInt32BE(value, index * 4));
  return start;
}

describe("binaryOf", () => {
  it.each<[string, Buffer, object]>([
    ["ELF amd64", elf(62), { binary: "elf", arch: "amd64" }],
    ["ELF 386", elf(3, { wide: false }), { binary: "elf", arch: "386" }],
    ["ELF arm64", elf(183), { binary: "elf", arch: "arm64" }],
    ["ELF riscv64", elf(243), { binary: "elf", arch: "riscv64" }],
    ["ELF loong64", elf(258), { binary: "elf", arch: "loong64" }],
    ["ELF s390x", elf(22, { little: false }), { binary: "elf", arch: "s390x" }],
    ["ELF ppc64le", elf(21), { binary: "elf", arch: "ppc64le" }],
    ["ELF ppc64", elf(21, { little: false }), { binary: "elf", arch: "ppc64" }],
    ["ELF mips", elf(8, { wide: false, little: false }), { binary: "elf", arch: "mips" }],
    ["ELF mipsle", elf(8, { wide: false }), { binary: "elf", arch: "mipsle" }],
    ["ELF mips64le", elf(8), { binary: "elf", arch: "mips64le" }],
    ["ELF of an unknown processor", elf(9999), { binary: "elf" }],
    ["PE amd64", pe(0x8664), { binary: "pe", arch: "amd64" }],
    ["PE arm64", pe(0xaa64), { binary: "pe", arch: "arm64" }],
    ["PE 386", pe(0x14c), { binary: "pe", arch: "386" }],
    ["DOS program", Buffer.from("MZ"), { binary: "unknown" }],
    ["Mach-O arm64", words(0xcffaedfe, 0x0c000001), { binary: "macho", arch: "arm64" }],
    ["Mach-O amd64", words(0xcffaedfe, 0x07000001), { binary: "macho", arch: "amd64" }],
    ["Mach-O universal", words(0xcafebabe, 2), { binary: "macho" }],
    ["Java class", words(0xcafebabe, 61), { binary: "unknown" }],
    ["shell script", Buffer.from("#!/bin/sh\n"), { binary: "script" }],
    ["text", Buffer.from("hello, world"), { binary: "unknown" }],
    ["nothing", Buffer.alloc(0), { binary: "unknown" }],
    ["a cut ELF", elf(62).subarray(0, 10), { binary: "unknown" }],
    ["a cut PE", pe(0x8664).subarray(0, 0x84), { binary: "unknown" }],
  ])("%s", (_name, start, expected) => {
    expect(binaryOf(start)).toEqual(expected);
  });
});
