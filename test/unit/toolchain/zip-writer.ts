/** Writes zip archives for tests, right ones and wrong ones: each field of an entry can be another than it should. */
import { crc32, deflateRawSync } from "node:zlib";

export interface WrittenEntry {
  name: string | Buffer;
  content?: string | Buffer;
  stored?: boolean;
  /** Unix type and permission bits; without them the archive says that it was made on MS-DOS. */
  mode?: number;
  flags?: number;
  method?: number;
  /** What is said instead of the truth. */
  says?: { sizeBytes?: number; compressedBytes?: number; localName?: string; start?: number };
}

/** The bytes of an archive with these entries. */
export function zipOf(entries: WrittenEntry[]): Buffer {
  const pieces: Buffer[] = [];
  const list: Buffer[] = [];
  let position = 0;
  for (const { name, content = "", stored = false, mode, flags = 0, method, says = {} } of entries) {
    const listed = Buffer.from(name);
    const local = says.localName === undefined ? listed : Buffer.from(says.localName);
    const plain = Buffer.from(content);
    const packed = stored ? plain : deflateRawSync(plain);
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt16LE(flags | 0x800, 2);
    common.writeUInt16LE(method ?? (stored ? 0 : 8), 4);
    common.writeUInt32LE(crc32(plain), 10);
    common.writeUInt32LE(says.compressedBytes ?? packed.length, 14);
    common.writeUInt32LE(says.sizeBytes ?? plain.length, 18);
    common.writeUInt16LE(listed.length, 22);
    const header = Buffer.from(common);
    header.writeUInt16LE(local.length, 22);
    const start = position;
    pieces.push(Buffer.from("PK\x03\x04", "latin1"), header, local, packed);
    position += 30 + local.length + packed.length;
    const rest = Buffer.alloc(14);
    rest.writeUInt32LE(((mode ?? 0) << 16) >>> 0, 6);
    rest.writeUInt32LE(says.start ?? start, 10);
    const madeBy = Buffer.from([20, mode === undefined ? 0 : 3]);
    list.push(Buffer.from("PK\x01\x02", "latin1"), madeBy, common, rest, listed);
  }
  const directory = Buffer.concat(list);
  const end = Buffer.alloc(22);
  end.write("PK\x05\x06", 0, "latin1");
  end.writeUInt16LE(entries.length, 8);
  end.writeUInt16LE(entries.length, 10);
  end.writeUInt32LE(directory.length, 12);
  end.writeUInt32LE(position, 16);
  return Buffer.concat([...pieces, directory, end]);
}
