/**
 * A complete little checksum database with a key of its own: records, signed trees, tiles. Its hashes are made by
 * the definition in RFC 6962, not by lib/toolchain/tlog.ts, so that the two check each other.
 */
import { createHash, generateKeyPairSync, sign, type KeyObject } from "node:crypto";
import type { Handler } from "./servers.ts";

const sha256 = (...pieces: (Buffer | string)[]) => {
  const hash = createHash("sha256");
  for (const piece of pieces) hash.update(piece);
  return hash.digest();
};

export class TestDatabase {
  readonly name: string;
  readonly records: string[] = [];
  readonly #privateKey: KeyObject;
  readonly #encodedKey: Buffer;
  readonly #subtrees = new Map<string, Buffer>();

  constructor(name = "sum.example.com", keyOf?: TestDatabase) {
    this.name = name;
    const { publicKey, privateKey } = generateKeyPairSync("ed25519");
    this.#privateKey = keyOf === undefined ? privateKey : keyOf.#privateKey;
    const raw = publicKey.export({ format: "der", type: "spki" }).subarray(-32);
    this.#encodedKey = keyOf === undefined ? Buffer.concat([Buffer.of(1), raw]) : keyOf.#encodedKey;
  }

  /** The value for GOSUMDB. */
  get key(): string {
    return `${this.name}+${this.#hash()}+${this.#encodedKey.toString("base64")}`;
  }

  #hash(): string {
    return sha256(this.name, "\n", this.#encodedKey).toString("hex").slice(0, 8);
  }

  /** Adds a record for a module version and returns its number. */
  add(module: string, version: string, h1: string): number {
    return this.addText(`${module} ${version} ${h1}\n${module} ${version}/go.mod ${fakeH1("mod")}\n`);
  }

  addText(text: string): number {
    return this.records.push(text) - 1;
  }

  /** Adds records of other modules until there are so many. */
  fill(size: number, seed = ""): void {
    while (this.records.length < size) {
      const number = this.records.length;
      this.add(`example.com/${seed}m${number}`, "v1.0.0", fakeH1(`${seed}${number}`));
    }
  }

  /** MTH of RFC 6962, 2.1, of the records from `start` to `end`. */
  treeHash(start: number, end: number): Buffer {
    const name = `${start}-${end}`;
    const known = this.#subtrees.get(name);
    if (known !== undefined) return known;
    const hash = this.#compute(start, end);
    this.#subtrees.set(name, hash);
    return hash;
  }

  #compute(start: number, end: number): Buffer {
    const count = end - start;
    if (count === 0) return sha256();
    if (count === 1) return sha256(Buffer.of(0), this.records[start]!);
    let half = 1;
    while (half * 2 < count) half *= 2;
    return sha256(Buffer.of(1), this.treeHash(start, start + half), this.treeHash(start + half, end));
  }

  /** A signed note with this text. */
  note(text: string, name = this.name): string {
    const signature = sign(null, Buffer.from(text), this.#privateKey);
    const hash = Buffer.from(sha256(name, "\n", this.#encodedKey).subarray(0, 4));
    return `${text}\n— ${name} ${Buffer.concat([hash, signature]).toString("base64")}\n`;
  }

  /** The signed tree of the first `size` records. */
  tree(size = this.records.length): string {
    return this.note(`go.sum database tree\n${size}\n${this.treeHash(0, size).toString("base64")}\n`);
  }

  /** The data of a tile by its path; undefined if the database does not have it. */
  tile(path: string): Buffer | undefined {
    const [, level, name = "", width = "256"] =
      /^tile\/8\/(\d+)\/([x\d/]+?)(?:\.p\/(\d+))?$/.exec(path) ?? [];
    const index = Number(name.replaceAll(/[x/]/g, ""));
    const span = 256 ** Number(level);
    const hashes = Array.from({ length: Number(width) }, (_, place) => {
      const start = (index * 256 + place) * span;
      return start + span <= this.records.length ? this.treeHash(start, start + span) : undefined;
    });
    return hashes.includes(undefined) ? undefined : Buffer.concat(hashes as Buffer[]);
  }

  /** The answer to a lookup. */
  lookup(id: number, treeSize = this.records.length): string {
    return `${id}\n${this.records[id]}\n${this.tree(treeSize)}`;
  }

  find(target: string): number {
    const [module, version] = target.split("@");
    return this.records.findIndex((text) => text.startsWith(`${module} ${version} `));
  }

  /** Serves it below a path; `changed` answers instead where it has something to say. */
  handler(below = "", changed?: (path: string) => Buffer | string | undefined): Handler {
    return (request, response) => {
      const path = (request.url ?? "").slice(below.length + 1);
      const answer = changed?.(path) ?? this.#answer(path);
      if (answer === undefined) response.writeHead(404, { "content-type": "text/plain" }).end("not found\n");
      else response.end(answer);
    };
  }

  #answer(path: string): Buffer | string | undefined {
    if (path === "supported") return "";
    if (path.startsWith("tile/")) return this.tile(path);
    const id = path.startsWith("lookup/") ? this.find(path.slice("lookup/".length)) : -1;
    return id < 0 ? undefined : this.lookup(id);
  }
}

/** Something of the form of an h1. */
export function fakeH1(seed: string): string {
  return `h1:${sha256(seed).toString("base64")}`;
}
