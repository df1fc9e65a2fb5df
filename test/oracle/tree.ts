/**
 * The files of a checkout, changed so that every change can be taken back exactly: content, mode and
 * mtime, of files and of the folders around them. Knows nothing of Go.
 */
import {
  chmodSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";

/** How a path was before the first change; undefined: it was not there. */
type Before = { mode: number; mtimeMs: number; content: Buffer | "folder" | { link: string } } | undefined;

export class Tree {
  /** Real path of the checkout. */
  readonly folder: string;
  readonly #before = new Map<string, Before>();

  constructor(folder: string) {
    this.folder = folder;
  }

  /** A copy of `source` whose mtimes are whole seconds, all in the past: what utimes can set exactly. */
  static copy(source: string, folder: string): Tree {
    cpSync(source, folder, { recursive: true });
    const tree = new Tree(folder);
    const seconds = Math.floor(Date.now() / 1000) - 3600;
    for (const file of [folder, ...readdirSync(folder, { recursive: true, encoding: "utf8" })]) {
      utimesSync(tree.path(file), seconds, seconds);
    }
    return tree;
  }

  path(file: string): string {
    return path.resolve(this.folder, file);
  }

  exists(file: string): boolean {
    return existsSync(this.path(file));
  }

  read(file: string): string {
    return readFileSync(this.path(file), "utf8");
  }

  bytes(file: string): Buffer {
    return readFileSync(this.path(file));
  }

  mtimeMs(file: string): number {
    return lstatSync(this.path(file)).mtimeMs;
  }

  write(file: string, content: string | Buffer): void {
    this.#remember(file);
    mkdirSync(path.dirname(this.path(file)), { recursive: true });
    writeFileSync(this.path(file), content);
  }

  append(file: string, text: string): void {
    this.write(file, Buffer.concat([this.bytes(file), Buffer.from(text)]));
  }

  remove(file: string): void {
    this.#remember(file);
    rmSync(this.path(file));
  }

  rename(from: string, to: string): void {
    this.#remember(from);
    this.#remember(to);
    mkdirSync(path.dirname(this.path(to)), { recursive: true });
    renameSync(this.path(from), this.path(to));
  }

  makeFolder(folder: string): void {
    this.#remember(folder);
    mkdirSync(this.path(folder), { recursive: true });
  }

  link(file: string, target: string): void {
    this.#remember(file);
    symlinkSync(target, this.path(file));
  }

  chmod(file: string, mode: number): void {
    this.#remember(file);
    chmodSync(this.path(file), mode);
  }

  setMtime(file: string, mtimeMs: number): void {
    this.#remember(file);
    utimesSync(this.path(file), mtimeMs / 1000, mtimeMs / 1000);
  }

  /** Names of what was changed since the last undo, and of the folders around it. */
  changedNames(): Set<string> {
    return new Set([...this.#before.keys()].map((file) => path.basename(file)));
  }

  /** Makes everything as it was. */
  undo(): void {
    const paths = [...this.#before.keys()];
    const remembered = (file: string) => this.#before.get(file);
    // New files go before their folders, old folders come before their files.
    for (const file of paths.toSorted((left, right) => right.length - left.length)) {
      if (remembered(file) === undefined) rmSync(file, { recursive: true, force: true });
    }
    for (const file of paths.toSorted((left, right) => left.length - right.length)) {
      const before = remembered(file);
      if (before === undefined) continue;
      if (before.content === "folder") mkdirSync(file, { recursive: true });
      else {
        rmSync(file, { recursive: true, force: true });
        if (Buffer.isBuffer(before.content)) writeFileSync(file, before.content);
        else symlinkSync(before.content.link, file);
      }
    }
    // Last, as each of the above moves the mtime of a folder.
    for (const file of paths.toSorted((left, right) => right.length - left.length)) {
      const before = remembered(file);
      if (before === undefined || isLink(before)) continue;
      chmodSync(file, before.mode);
      utimesSync(file, before.mtimeMs / 1000, before.mtimeMs / 1000);
    }
    this.#before.clear();
  }

  /** The path, and the folders around it that a change touches or makes. */
  #remember(file: string): void {
    const top = path.dirname(this.folder);
    for (let here = this.path(file); here !== top && here.startsWith(top); here = path.dirname(here)) {
      if (!this.#before.has(here)) this.#before.set(here, stateOf(here));
    }
  }
}

function stateOf(file: string): Before {
  const stat = lstatSync(file, { throwIfNoEntry: false });
  if (stat === undefined) return undefined;
  const { mode, mtimeMs } = stat;
  if (stat.isSymbolicLink()) return { mode, mtimeMs, content: { link: readlinkSync(file) } };
  return { mode: mode & 0o7777, mtimeMs, content: stat.isDirectory() ? "folder" : readFileSync(file) };
}

function isLink(before: NonNullable<Before>): boolean {
  return typeof before.content === "object" && !Buffer.isBuffer(before.content);
}
