/** Writes tar.gz archives for tests byte by byte, right ones and wrong ones. */
import { gzipSync } from "node:zlib";

export interface WrittenTarEntry {
  name: string;
  content?: string | Buffer;
  /** As tar(5) has it: `0` file, `1` hard link, `2` symbolic link, `3` device, `5` folder, `6` pipe. */
  type?: string;
  mode?: number;
  target?: string;
  /** What is said instead of the truth. */
  says?: { sizeBytes?: number; checksum?: number };
}

/** The bytes of an archive with these entries. */
export function tarOf(entries: WrittenTarEntry[], end: Buffer = Buffer.alloc(1024)): Buffer {
  const pieces = entries.flatMap(({ content = "", ...entry }) => {
    const body = Buffer.from(content);
    return [header(entry, body.length), body, Buffer.alloc((512 - (body.length % 512)) % 512)];
  });
  return gzipSync(Buffer.concat([...pieces, end]));
}

function header(
  { name, type = "0", mode = 0o644, target = "", says = {} }: WrittenTarEntry,
  length: number,
): Buffer {
  const block = Buffer.alloc(512);
  block.write(name, 0, 100);
  block.write(octal(mode, 7), 100);
  block.write(octal(0, 7), 108);
  block.write(octal(0, 7), 116);
  block.write(octal(says.sizeBytes ?? length, 11), 124);
  block.write(octal(0, 11), 136);
  block.write(" ".repeat(8), 148);
  block.write(type, 156);
  block.write(target, 157, 100);
  block.write("ustar\x0000", 257);
  const sum = block.reduce((total, byte) => total + byte, 0);
  block.write(`${octal(says.checksum ?? sum, 6)}\0 `, 148);
  return block;
}

function octal(value: number, digits: number): string {
  return value.toString(8).padStart(digits, "0");
}
