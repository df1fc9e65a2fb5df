/**
 * Writes a Windows DLL that holds nothing but one forwarded export: no code, so no compiler is needed.
 * Wine 8 has no bcryptprimitives.dll, and a Go program asks it for ProcessPrng before main
 * (runtime/os_windows.go, loadOptionalSyscalls); advapi32's SystemFunction036 takes the same arguments.
 * Knows nothing of wine.
 */
import { writeFileSync } from "node:fs";
import process from "node:process";
import { pathToFileURL } from "node:url";

/** Where the only section lies, in memory and in the file (the smallest alignments that are allowed). */
const sectionAddress = 0x1000;
const headerBytes = 0x200;

/** The bytes of `name`.dll, whose `symbol` is `target`, written `dll.symbol` (PE format, .edata section). */
export function forwardingDll(name: string, symbol: string, target: string): Buffer {
  const section = Buffer.alloc(0x200);
  const directoryBytes = 40;
  const [addresses, names, ordinals, strings] = [40, 44, 48, 50];
  let end = strings;
  const place = (text: string): number => {
    const at = end;
    end += section.write(`${text}\0`, at, "latin1");
    return sectionAddress + at;
  };
  section.writeUInt32LE(place(`${name}.dll`), 12);
  section.writeUInt32LE(1, 16);
  section.writeUInt32LE(1, 20);
  section.writeUInt32LE(1, 24);
  section.writeUInt32LE(sectionAddress + addresses, 28);
  section.writeUInt32LE(sectionAddress + names, 32);
  section.writeUInt32LE(sectionAddress + ordinals, 36);
  section.writeUInt32LE(place(symbol), names);
  // An address within the export directory is that of a forwarder's name.
  section.writeUInt32LE(place(target), addresses);
  return Buffer.concat([headers(Math.max(end, directoryBytes)), section]);
}

function headers(exportBytes: number): Buffer {
  const header = Buffer.alloc(headerBytes);
  header.write("MZ", 0, "latin1");
  const pe = 0x40;
  header.writeUInt32LE(pe, 0x3c);
  header.write("PE\0\0", pe, "latin1");
  const coff = pe + 4;
  header.writeUInt16LE(0x8664, coff);
  header.writeUInt16LE(1, coff + 2);
  const optionalBytes = 240;
  header.writeUInt16LE(optionalBytes, coff + 16);
  // Executable, knows large addresses, a DLL.
  header.writeUInt16LE(0x2022, coff + 18);
  const optional = coff + 20;
  header.writeUInt16LE(0x20b, optional);
  header.writeBigUInt64LE(0x1_8000_0000n, optional + 24);
  header.writeUInt32LE(0x1000, optional + 32);
  header.writeUInt32LE(0x200, optional + 36);
  header.writeUInt16LE(6, optional + 40);
  header.writeUInt16LE(6, optional + 48);
  header.writeUInt32LE(sectionAddress + 0x1000, optional + 56);
  header.writeUInt32LE(headerBytes, optional + 60);
  header.writeUInt16LE(3, optional + 68);
  header.writeUInt32LE(16, optional + 108);
  header.writeUInt32LE(sectionAddress, optional + 112);
  header.writeUInt32LE(exportBytes, optional + 116);
  const section = optional + optionalBytes;
  header.write(".edata", section, "latin1");
  header.writeUInt32LE(0x200, section + 8);
  header.writeUInt32LE(sectionAddress, section + 12);
  header.writeUInt32LE(0x200, section + 16);
  header.writeUInt32LE(headerBytes, section + 20);
  // Initialized data, readable.
  header.writeUInt32LE(0x4000_0040, section + 36);
  return header;
}

const [, script, file] = process.argv;
if (script !== undefined && file !== undefined && import.meta.url === pathToFileURL(script).href) {
  writeFileSync(file, forwardingDll("bcryptprimitives", "ProcessPrng", "advapi32.SystemFunction036"));
}
