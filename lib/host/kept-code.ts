/**
 * What V8 has compiled of gowsl's own parts, kept for the next process on a Node that keeps nothing itself (before
 * 22.1): there neither a part is compiled again nor a function that ran before. Knows nothing of what the parts do.
 */
import { createHash } from "node:crypto";
import {
  closeSync,
  existsSync,
  fstatSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { Script } from "node:vm";
import { now } from "./clock.ts";
import { cacheDirectory, homeFolder } from "./machine.ts";
import { makeFolderNow } from "./make-folder.ts";
import { listFolder, lookAt } from "./stat.ts";

/** Where the code of a part lies among what is kept, and the digest of it with the text from which it was made. */
type Row = [name: string, start: number, end: number, digest: string];

interface KeptPart {
  code: Buffer;
  digest: string;
}

/** One for each gowsl, Node and set of flags; the newest stay. */
const mostFiles = 8;

/** After so long it is written again: with the functions that ran since, and as one that is in use. */
const dayMs = 24 * 60 * 60 * 1000;

/**
 * Loads a part with those that it requires, as Node would, but with what is kept of them; and at the end of the process
 * keeps it for the next one, if there is something new.
 * @param readOnly nothing is written
 */
export function loadKept(place: string, readOnly: boolean): void {
  // Node's own word for it, where it has such a cache.
  if (process.env["NODE_DISABLE_COMPILE_CACHE"]) return;
  // From source there are no parts.
  if (import.meta.url.endsWith(".ts")) return;
  const own = path.dirname(fileURLToPath(import.meta.url));
  const file = keptFile(own);
  const kept = readKept(file);
  const made = new Map<string, { text: string; script: Script }>();
  let isNew = false;
  const ofNode = createRequire(import.meta.url);
  const load = (part: string): unknown => {
    const known = ofNode.cache[part];
    if (known !== undefined) return known.exports;
    const text = readFileSync(part, "utf8");
    // What a kept script imports as a module, Node 20 does not find the loader for.
    if (text.includes("import(")) return ofNode(part);
    const name = path.relative(own, part);
    const { code, digest } = kept.get(name) ?? {};
    const isSame = code !== undefined && digest === digestOf(text, code);
    const script = new Script(`(function(exports,require,module,__filename,__dirname){${text}\n})`, {
      filename: part,
      ...(isSame ? { cachedData: code } : {}),
    });
    if (!isSame || script.cachedDataRejected === true) isNew = true;
    made.set(name, { text, script });
    const module = { exports: {}, loaded: true } as NodeModule;
    ofNode.cache[part] = module;
    const folder = path.dirname(part);
    const require = (id: string): unknown => (id.startsWith(".") ? load(path.join(folder, id)) : ofNode(id));
    const run = script.runInThisContext() as (...values: unknown[]) => void;
    run.call(module.exports, module.exports, require, module, part, folder);
    return module.exports;
  };
  load(path.join(own, place));
  if (readOnly) return;
  process.once("exit", () => {
    if (!isNew && Math.abs(now() - (lookAt(file).stat?.mtimeMs ?? 0)) < dayMs) return;
    for (const [name, { text, script }] of made) {
      const code = script.createCachedData();
      kept.set(name, { code, digest: digestOf(text, code) });
    }
    for (const name of kept.keys()) if (!existsSync(path.join(own, name))) kept.delete(name);
    try {
      writeKept(file, kept);
      sweep(path.dirname(file));
    } catch {
      // The next process compiles it again.
    }
  });
}

/** By what V8 itself goes, and by user: who can write it, decides what runs. */
function keptFile(own: string): string {
  const { version, arch, execArgv, env, platform } = process;
  const flags = [execArgv, env["NODE_OPTIONS"]];
  const key = JSON.stringify([1, own, version, arch, flags, process.getuid?.()]);
  const folder = path.join(cacheDirectory({ platform, environment: env, home: homeFolder() }), "code");
  return path.join(folder, `${createHash("sha256").update(key).digest("base64url").slice(0, 22)}.code`);
}

/** V8 looks at the length of the text only, and of the code at nothing: either may have been changed. */
function digestOf(text: string, code: Buffer): string {
  return createHash("sha256").update(text).update(code).digest("base64url");
}

/** What is kept, by the names of the parts; nothing of a file that is not this user's alone. */
function readKept(file: string): Map<string, KeptPart> {
  try {
    const bytes = ownBytes(file);
    const end = bytes.indexOf("\n") + 1;
    const rows = JSON.parse(bytes.toString("utf8", 0, end)) as Row[];
    const part = ([name, from, to, digest]: Row): [string, KeptPart] => [
      name,
      { code: bytes.subarray(end + from, end + to), digest },
    ];
    return new Map(rows.map(part));
  } catch {
    // None, or one of another form: it is written anew.
    return new Map();
  }
}

function ownBytes(file: string): Buffer {
  const handle = openSync(file, "r");
  try {
    const { uid, mode } = fstatSync(handle);
    // Windows tells neither; there the folder is the user's own.
    const isOwn = process.getuid === undefined || (uid === process.getuid() && (mode & 0o022) === 0);
    return isOwn ? readFileSync(handle) : Buffer.alloc(0);
  } finally {
    closeSync(handle);
  }
}

/** @throws what the system says */
function writeKept(file: string, kept: ReadonlyMap<string, KeptPart>): void {
  const rows: Row[] = [];
  const pieces: Buffer[] = [];
  let size = 0;
  for (const [name, { code, digest }] of kept) {
    rows.push([name, size, size + code.length, digest]);
    // Where it is not at a multiple of 8, V8 makes a copy.
    const piece = Buffer.alloc(Math.ceil(code.length / 8) * 8);
    code.copy(piece);
    pieces.push(piece);
    size += piece.length;
  }
  const index = JSON.stringify(rows);
  const head = Buffer.from(`${index}${" ".repeat(7 - (Buffer.byteLength(index) % 8))}\n`);
  makeFolderNow(path.dirname(file));
  const temporary = `${file}.${process.pid}.tmp`;
  try {
    writeFileSync(temporary, Buffer.concat([head, ...pieces]), { mode: 0o600 });
    renameSync(temporary, file);
  } finally {
    rmSync(temporary, { force: true });
  }
}

function sweep(folder: string): void {
  const times = listFolder(folder).map(({ name }) => {
    const place = path.join(folder, name);
    return { place, mtimeMs: lookAt(place).stat?.mtimeMs ?? 0 };
  });
  const old = times.toSorted((left, right) => right.mtimeMs - left.mtimeMs).slice(mostFiles);
  for (const { place } of old) rmSync(place, { force: true });
}
