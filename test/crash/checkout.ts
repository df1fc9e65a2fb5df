/**
 * The checkout of a campaign as a user sees it: its sources, the programs that are in place, what
 * `dist/artifacts.json` says of them, and what was left lying about. Knows nothing of moments.
 */
import { execFile, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import { promisify } from "node:util";
import type { Artifact } from "../../lib/model/event.ts";
import type { Command, Written } from "./moments.ts";
import { printedLine, programs, projectFiles, type Content } from "./project.ts";

/** A program in its place. */
export interface Placed {
  sha256: string;
  sizeBytes: number;
  /** What it prints; absent for those of other systems. */
  printed?: string;
}

/** By path, relative to the checkout. */
export type Programs = Map<string, Placed>;

/** Where a command puts its programs, and how `go build` makes the same ones. */
const targetsOf: Readonly<Record<Command, { folder: string; goos?: "linux" | "windows"; suffix: string }[]>> =
  {
    build: [{ folder: "bin", suffix: "" }],
    cross: [
      { folder: "dist/linux_amd64", goos: "linux", suffix: "" },
      { folder: "dist/windows_amd64", goos: "windows", suffix: ".exe" },
    ],
  };

const temporaryForm = /^\..+-\d+-[0-9a-f]{8}\.tmp$/;

export class Checkout {
  readonly folder: string;
  readonly #base: string;
  readonly #environment: Record<string, string>;
  readonly #references = new Map<string, Programs>();

  constructor(base: string, environment: Record<string, string>) {
    this.#base = base;
    this.#environment = environment;
    this.folder = path.join(base, "checkout");
  }

  path(...parts: string[]): string {
    return path.join(this.folder, ...parts);
  }

  writeSources(content: Content): void {
    for (const [file, text] of Object.entries(projectFiles(content))) {
      if (existsSync(this.path(file)) && readFileSync(this.path(file), "utf8") === text) continue;
      mkdirSync(path.dirname(this.path(file)), { recursive: true });
      writeFileSync(this.path(file), text);
    }
  }

  /** Takes the programs of a command away, but not their folders. */
  removePrograms(command: Command): void {
    for (const { folder } of targetsOf[command]) {
      for (const name of names(this.path(folder))) rmSync(this.path(folder, name));
    }
  }

  emptyStore(): void {
    rmSync(path.join(this.#base, "cache", "store"), { recursive: true, force: true });
  }

  /** Folders in which files appear while a command runs, as far as they are there. */
  writtenFolders(command: Command, kind: Written): string[] {
    const answers = names(this.path(".gowsl/answers")).map((name) => `.gowsl/answers/${name}`);
    const folders = {
      programs: targetsOf[command].map(({ folder }) => folder),
      records: ["dist", ".gowsl/records"],
      // Those of the states, too.
      answers: [".gowsl/answers", ...answers.filter((name) => !name.endsWith(".answer"))],
    };
    return folders[kind].map((folder) => this.path(folder)).filter((folder) => existsSync(folder));
  }

  /** All programs that are in place. */
  programs(): Programs {
    const found: Programs = new Map();
    for (const { folder, suffix, goos } of Object.values(targetsOf).flat()) {
      for (const name of names(this.path(folder)).filter((each) => !temporaryForm.test(each))) {
        const runs = suffix === "" && (goos === undefined || process.arch === "x64");
        found.set(`${folder}/${name}`, this.#describe(this.path(folder, name), runs));
      }
    }
    return found;
  }

  /** What `go build` makes of the sources as they are, at the places where gowsl puts it. */
  async reference(command: Command, content: Content): Promise<Programs> {
    const name = JSON.stringify([command, content]);
    const known = this.#references.get(name);
    if (known !== undefined) return known;
    const made: Programs = new Map();
    for (const { folder, suffix, goos } of targetsOf[command]) {
      const out = mkdtempSync(path.join(this.#base, "reference-"));
      const flags = goos === undefined ? [] : ["-trimpath"];
      const env =
        goos === undefined ? this.#environment : { ...this.#environment, GOOS: goos, GOARCH: "amd64" };
      const argv = ["build", "-buildvcs=false", ...flags, "-o", out + path.sep, "./cmd/..."];
      await promisify(execFile)("go", argv, { cwd: this.folder, env });
      for (const program of programs) {
        const described = this.#describe(path.join(out, program + suffix), false);
        const runs = goos !== "windows";
        made.set(`${folder}/${program}${suffix}`, {
          ...described,
          ...(runs ? { printed: printedLine(program, content) } : {}),
        });
      }
      rmSync(out, { recursive: true });
    }
    this.#references.set(name, made);
    return made;
  }

  /** `dist/artifacts.json`; undefined if there is none. One that is not JSON throws. */
  artifacts(): Artifact[] | undefined {
    const file = this.path("dist/artifacts.json");
    return existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as Artifact[]) : undefined;
  }

  /** Folders of runs in `.gowsl/tmp`. */
  runFolders(): string[] {
    return names(this.path(".gowsl/tmp"));
  }

  /** Files with temporary names below the checkout and the store, with their sizes. */
  temporaryFiles(): { file: string; sizeBytes: number }[] {
    return [this.folder, path.join(this.#base, "cache")].flatMap((root) =>
      readdirSync(root, { recursive: true, encoding: "utf8" })
        .filter((file) => temporaryForm.test(path.basename(file)))
        .map((file) => ({
          file: path.join(path.basename(root), file),
          sizeBytes: statSync(path.join(root, file)).size,
        })),
    );
  }

  #describe(file: string, runs: boolean): Placed {
    const bytes = readFileSync(file);
    const sha256 = createHash("sha256").update(bytes).digest("hex");
    const placed = { sha256, sizeBytes: bytes.length };
    if (!runs) return placed;
    const { error, stdout, stderr, status } = spawnSync(file, { encoding: "utf8" });
    const printed = error === undefined ? stdout + stderr : String(error);
    return { ...placed, printed: status === 0 ? printed : `${printed} (exit code ${status})` };
  }
}

function names(folder: string): string[] {
  return existsSync(folder) ? readdirSync(folder) : [];
}
