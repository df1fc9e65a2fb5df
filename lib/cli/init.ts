/**
 * `gowsl init`: writes a first config for what it finds, and what editors, git and CI want beside it. What is there
 * stays as it is, so a second run changes nothing.
 */
import path from "node:path";
import { describeError, exists, isDirectory, placeOf, readText } from "../host/files.ts";
import { readMachine } from "../host/machine.ts";
import { ownVersion } from "../host/package.ts";
import { writeText } from "../host/placing.ts";
import type { Terminal } from "../host/terminal.ts";
import type { Emit } from "../model/event.ts";
import type { Failure } from "../model/failure.ts";
import type { Arguments } from "./arguments.ts";
import { commands } from "./commands.ts";
import { hasTypes, typesPath, writeTypes } from "./editor-types.ts";
import { reportFailures } from "./failures.ts";
import { lookAround, slashed, type Surroundings } from "./init-found.ts";
import { configText, tsconfigText, withIgnored, workflowText } from "./init-texts.ts";
import { printDocument } from "./output.ts";
import { standingFolder } from "./project.ts";

/** A file or folder, what becomes of it, and why. */
export interface Piece {
  /** From where the config is. */
  path: string;
  action: "write" | "change" | "keep";
  why: string;
  /** What it will have; the types are too long to be shown. */
  text?: string;
}

/** Writes what is missing, or prints it, and returns the exit code. */
export async function init(terminal: Terminal, given: Arguments, emit: Emit): Promise<number> {
  const wrong = wrongWorkflow(workflowOf(given));
  if (wrong !== undefined) return reportFailures([wrong], emit);
  const machine = readMachine();
  const cwd = standingFolder(machine, given.directory);
  if (!cwd.ok) return reportFailures(cwd.failures, emit);
  const around = lookAround(machine, cwd.value);
  if (!around.ok) return reportFailures(around.failures, emit);
  const { root } = around.value;
  const pieces = await piecesOf(around.value, given);
  const changes = pieces.filter(({ action }) => action !== "keep");
  if (!given.dryRun) {
    try {
      for (const { path: name, text } of changes) {
        if (text === undefined) await writeTypes(root);
        else await writeText(path.join(root, name), text);
      }
    } catch (error) {
      const thing = `could not be written: ${describeError(error)}`;
      const next = "Make it writable and run `gowsl init` again: it goes on where it ended.";
      return reportFailures([{ family: "files", place: placeOf(error) ?? root, thing, next }], emit);
    }
  }
  const next = nextMoves(around.value);
  if (given.json) printDocument(terminal, { root, dryRun: given.dryRun, files: pieces, next });
  else if (!given.quiet || given.dryRun) terminal.stdout(told(pieces, next, given.dryRun));
  return 0;
}

/** Of `gowsl env` it is a flag, here it has a value. */
function workflowOf({ ci }: Arguments): string | undefined {
  return typeof ci === "string" ? ci : undefined;
}

function wrongWorkflow(named: string | undefined): Failure | undefined {
  if (named === undefined || named === "github" || named === "none") return undefined;
  return {
    family: "command-line",
    place: `--ci ${named}`,
    thing: "there is no workflow for it",
    next: "Write `--ci github` or `--ci none`.",
  };
}

/** In the order in which they are written: the config comes when its types are there. */
async function piecesOf(around: Surroundings, given: Arguments): Promise<Piece[]> {
  const { root } = around;
  return [
    ...(await typePieces(around)),
    configPiece(around, given.force),
    ...ignorePieces(around),
    ...workflowPieces(around, workflowOf(given)),
  ].map((piece) => ({ ...piece, path: slashed(root, piece.path) }));
}

async function typePieces({ root, config, installed }: Surroundings): Promise<Piece[]> {
  const file = path.join(root, "tsconfig.json");
  const folder = path.join(root, path.dirname(typesPath));
  if (installed) {
    return [{ path: file, action: "keep", why: "gowsl is in node_modules, where editors find its types" }];
  }
  const has = await hasTypes(root);
  if (has === undefined) {
    return [{ path: folder, action: "keep", why: "this gowsl has no types; `npm run prepare` makes them" }];
  }
  const types: Piece = has
    ? { path: folder, action: "keep", why: `has the types of gowsl ${ownVersion()}` }
    : {
        path: folder,
        action: "write",
        why: `the types of gowsl ${ownVersion()}, for editors; git ignores them`,
      };
  const current = readText(file);
  if (current === undefined && !exists(file)) {
    const text = tsconfigText(path.basename(config), typesPath);
    return [types, { path: file, action: "write", why: "leads editors and tsc to the types", text }];
  }
  const why = current?.includes(typesPath)
    ? "leads to the types"
    : `is yours; for the types add "paths": { "gowsl": ["./${typesPath}"] } to its compilerOptions`;
  return [types, { path: file, action: "keep", why }];
}

function configPiece(around: Surroundings, force: boolean): Piece {
  const { config, root, goFile } = around;
  // Written for this module alone, it would take the tasks of all that lies below the other folder.
  if (exists(config) && root !== path.dirname(goFile)) {
    return { path: config, action: "keep", why: "is the config here, and not in the folder of the module" };
  }
  const text = configText(around);
  const current = readText(config);
  if (current === text) return { path: config, action: "keep", why: "is what would be written" };
  if (exists(config) && !force) return { path: config, action: "keep", why: "is yours; --force replaces it" };
  const mains = around.modules.flatMap((module) => module.mains).length;
  const found = mains === 0 ? "no main package" : mains === 1 ? "one main package" : `${mains} main packages`;
  const why = `the tasks; found ${found} in ${around.modules.length === 1 ? "a module" : `${around.modules.length} modules`}`;
  return { path: config, action: exists(config) ? "change" : "write", why, text };
}

/** A library has nothing to ignore. */
function ignorePieces({ root, top, modules }: Surroundings): Piece[] {
  if (modules.every(({ mains }) => mains.length === 0)) return [];
  const file = path.join(root, ".gitignore");
  const current = readText(file);
  const above = top === root ? "" : (readText(path.join(top, ".gitignore")) ?? "");
  const text = withIgnored(current ?? "", above, ["bin", "dist"]);
  if (text === undefined) {
    const ignores = current === undefined ? path.join(top, ".gitignore") : file;
    return [{ path: ignores, action: "keep", why: "has bin/ and dist/" }];
  }
  const action = current === undefined ? "write" : "change";
  return [{ path: file, action, why: "bin/ and dist/ are where gowsl builds", text }];
}

/** Unasked only where the repository is one of GitHub's already. */
function workflowPieces(around: Surroundings, wanted: string | undefined): Piece[] {
  const { top, root, goFile, workflow } = around;
  if (wanted === "none") return [];
  if (workflow !== undefined) {
    return [{ path: path.join(top, workflow), action: "keep", why: "runs gowsl already" }];
  }
  if (wanted === undefined && !isDirectory(path.join(top, ".github"))) return [];
  const file = path.join(top, ".github", "workflows", "gowsl.yml");
  if (exists(file)) return [{ path: file, action: "keep", why: "is yours" }];
  const text = workflowText(ownVersion(), slashed(top, root), slashed(top, goFile));
  return [{ path: file, action: "write", why: "runs the task ci on GitHub", text }];
}

function nextMoves({ makefile, modules }: Surroundings): string[] {
  const build = modules.some(({ mains }) => mains.length > 0) ? "gowsl build" : "gowsl test";
  // Only what this gowsl can do is named.
  const imports = makefile !== undefined && Object.hasOwn(commands, "import");
  return [build, ...(imports ? [`gowsl import ${makefile}`] : [])];
}

const verbs = {
  now: { write: "wrote", change: "changed", keep: "kept" },
  dry: { write: "would write", change: "would change", keep: "would keep" },
};

function told(pieces: readonly Piece[], next: readonly string[], dry: boolean): string {
  const verb = verbs[dry ? "dry" : "now"];
  const lines = pieces.map((piece) => {
    const line = `${verb[piece.action]} ${piece.path}: ${piece.why}\n`;
    const shown = dry && piece.text !== undefined ? `\n${piece.text.replace(/^(?=.)/gm, "    ")}\n` : "";
    return line + shown;
  });
  const nothing = pieces.every(({ action }) => action === "keep") ? ["nothing to do\n"] : [];
  return [...lines, ...nothing, ...next.map((command) => `next: ${command}\n`)].join("");
}
