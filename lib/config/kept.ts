/**
 * Configs as they came out when they were evaluated, with all on which that rests: while it holds, nothing is
 * evaluated. They lie in the user's cache directory, since commands that only tell must not change the project. Knows
 * nothing of what a config means: a file that is not as it was written is none.
 */
import path from "node:path";
import { shortDigest } from "../host/file-states.ts";
import { digestText, newestFirst, readText, remove } from "../host/files.ts";
import { cacheDirectory, type Machine } from "../host/machine.ts";
import { ownStamp } from "../host/package.ts";
import { writeText } from "../host/placing.ts";
import { realPathIfThere, textIfThere } from "../host/quick.ts";
import { hasTrustedTimes, listFolder, lookAt } from "../host/stat.ts";
import { runtimeVersion } from "../host/terminal.ts";
import type { Environment } from "../model/host.ts";
import type { Config } from "../model/task.ts";
import { candidatesText, importedPaths, manifestText } from "./imported.ts";
import { plainText, plainValue, valueAgain, valueAt, type Place } from "./kept-value.ts";
import { importsOf, isRepeatable } from "./repeatable.ts";

/** Where configs are kept, and what of this process a config may come out by. */
export interface Keeping {
  folder: string;
  /** By what this gowsl and its runtime can be told from others. */
  owner: string;
  platform: NodeJS.Platform;
  environment: Environment;
  cwd: string;
}

export interface KeptConfig {
  /** The default export as it was found to be right. */
  config: Config;
  /** The config and each local file that it imported. */
  sources: string[];
  /** Those that it reads. */
  variables: string[];
}

/** What a value rests on, and what of it is no data: the first line of a kept config. */
interface Rests {
  sources: [file: string, digest: string][];
  imports: [imported: string, candidates: string][];
  manifests: [file: string, manifest: string][];
  /** Digests, since a value may be secret. */
  variables: [name: string, digest: string | null][];
  /** Where gowsl was started, if that can be seen. */
  cwd: string | null;
  functions: Place[];
  absent: Place[];
}

/** How many states of a config are kept: branches, mostly; and how many in all. */
const mostStates = 8;
const mostFiles = 256;

/** The clock of a file's times may be behind by a tick of the kernel. */
const tickMs = 20;

/** What the runtime, its loaders and the sorting of texts go by. */
const ofRuntime = /^(NODE_OPTIONS|NODE_PATH|TSX_\w+|BUN_\w+|ESBUILD_\w+|LANG|LANGUAGE|LC_\w+|TZ)$/;

/** Their values are known to everybody who sees a path. */
const noSecrets = /^(HOME|USER|USERNAME|USERPROFILE|LOGNAME|PWD|SHELL|TMPDIR|TEMP|TMP|PATH|LANG)$/i;
/** A shorter value stands in any text. */
const shortestSecret = 6;

/**
 * Undefined where gowsl runs from source: nothing tells one state of it from another.
 * @param checkedBy the names that a config is checked by: not all who read one know all of them
 */
export function keepingOf(machine: Machine, checkedBy: readonly string[]): Keeping | undefined {
  const own = ownStamp();
  if (own === undefined) return undefined;
  const { platform, arch, environment, cwd } = machine;
  const loaders = Object.entries(environment).filter(([name]) => ofRuntime.test(name));
  return {
    folder: path.join(cacheDirectory(machine), "configs"),
    owner: JSON.stringify([1, own, checkedBy, runtimeVersion(), platform, arch, loaders.toSorted()]),
    platform,
    environment,
    cwd,
  };
}

/**
 * The config as it came out before, if nothing on which that rests has changed.
 * @param evaluate evaluates it after all, before the first of its functions is called
 */
export function findKept(
  keeping: Keeping,
  file: string,
  evaluate: () => Promise<unknown>,
): KeptConfig | undefined {
  const beginning = nameBeginning(keeping, file, readText(file) ?? "");
  for (const { name } of listFolder(keeping.folder)) {
    if (!name.startsWith(beginning)) continue;
    const text = textIfThere(path.join(keeping.folder, name));
    if (text === undefined || name !== `${beginning}${shortDigest(text)}.json`) continue;
    const end = text.indexOf("\n");
    try {
      const rests = JSON.parse(text.slice(0, end)) as Rests;
      if (!holds(keeping, rests)) continue;
      const { functions, absent } = rests;
      const real = once(async () => {
        const value = await evaluate();
        if (holds(keeping, rests)) return value;
        throw new Error(`${path.basename(file)} has changed since gowsl read it; run it again`);
      });
      const plain = { data: JSON.parse(text.slice(end + 1)) as unknown, functions, absent };
      const config = valueAgain(plain, (place) => async (...given) => {
        const called = valueAt(await real(), place);
        if (typeof called !== "function") throw new Error(`there is no function at ${place.join(".")}`);
        return (called as (...values: unknown[]) => unknown)(...given);
      });
      return {
        config: config as Config,
        sources: rests.sources.map(([source]) => source),
        variables: rests.variables.map(([each]) => each),
      };
    } catch {
      // What has another form is none of ours.
    }
  }
  return undefined;
}

/**
 * Keeps what a config came out as, where it would come out the same again. It was found to be right.
 * @param before text of the config before it was evaluated
 * @param startedMs when that began
 */
export async function keepConfig(
  keeping: Keeping,
  file: string,
  { config, sources }: Pick<KeptConfig, "config" | "sources">,
  { before, startedMs }: { before: string; startedMs: number },
): Promise<void> {
  const texts = new Map(sources.map((source) => [source, readText(source) ?? ""]));
  const repeatable = isRepeatable(Object.fromEntries(texts));
  const isKnown = sources.every((source) => /\.(m?[jt]s|json)$/.test(source));
  const first = texts.get(file);
  if (!repeatable.ok || !isKnown || first !== before) return;
  const imported = importedPaths(texts);
  const others = [
    ...sources.filter((source) => source !== file),
    ...imported.map((each) => path.dirname(each)),
  ];
  if (others.some((each) => mayBeNewer(each, startedMs - tickMs, keeping.platform))) return;
  const { variables } = repeatable;
  const secrets = variables.flatMap((name) => {
    const secret = valueOf(keeping, name) ?? "";
    return noSecrets.test(name) || secret.length < shortestSecret ? [] : [secret];
  });
  const plain = plainValue(config, secrets);
  if (plain === undefined) return;
  const seesFolder = sources.some((source) => importsOf(source, texts.get(source)!).some(isBuiltin));
  const rests: Rests = {
    sources: [...texts].map(([source, text]) => [source, digestText(text)]),
    imports: imported.map((each) => [each, candidatesText(each)]),
    manifests: sources.flatMap((source): [string, string][] =>
      source !== file && source.endsWith(".js") ? [[source, manifestText(source)]] : [],
    ),
    variables: variables.map((name) => [name, digestOf(valueOf(keeping, name))]),
    cwd: seesFolder ? keeping.cwd : null,
    functions: plain.functions,
    absent: plain.absent,
  };
  const text = `${JSON.stringify(rests)}\n${plainText(plain)}\n`;
  const beginning = nameBeginning(keeping, file, before);
  const place = path.join(keeping.folder, `${beginning}${shortDigest(text)}.json`);
  try {
    // For nobody else: what a config is made of may be private.
    await writeText(place, text, "may be lost", 0o600);
    const all = newestFirst(keeping.folder);
    const own = all.filter((each) => path.basename(each).startsWith(ofConfig(file)));
    for (const old of [...own.slice(mostStates), ...all.slice(mostFiles)]) await remove(old);
  } catch {
    // The next command evaluates it again.
  }
}

/** Same texts, same candidates, same variables, same folder. */
function holds(keeping: Keeping, { sources, imports, manifests, variables, cwd }: Rests): boolean {
  return (
    sources.every(([source, digest]) => digestText(readText(source) ?? "") === digest) &&
    imports.every(([imported, candidates]) => candidatesText(imported) === candidates) &&
    manifests.every(([source, manifest]) => manifestText(source) === manifest) &&
    variables.every(([name, digest]) => digestOf(valueOf(keeping, name)) === digest) &&
    (cwd === null || cwd === keeping.cwd)
  );
}

/** Of names: the config, then its text with what reads it. */
function nameBeginning({ owner }: Keeping, file: string, text: string): string {
  return `${ofConfig(file)}.${shortDigest(JSON.stringify([owner, file, realPathIfThere(file), text]))}.`;
}

function ofConfig(file: string): string {
  return shortDigest(file);
}

/** Was it written while the config was evaluated, or can that not be told? */
function mayBeNewer(file: string, timeMs: number, platform: NodeJS.Platform): boolean {
  const { stat } = lookAt(file);
  if (stat === undefined || !hasTrustedTimes(file, platform)) return true;
  return Math.max(stat.mtimeMs, stat.ctimeMs) > timeMs;
}

/** As the config sees it: an empty one is one. */
function valueOf({ environment, platform }: Keeping, name: string): string | undefined {
  if (platform !== "win32") return environment[name];
  return Object.entries(environment).find(([each]) => each.toUpperCase() === name.toUpperCase())?.[1];
}

function digestOf(value: string | undefined): string | null {
  return value === undefined ? null : digestText(value);
}

function isBuiltin(imported: string): boolean {
  return imported !== "gowsl" && !imported.startsWith(".");
}

function once<Value>(work: () => Promise<Value>): () => Promise<Value> {
  let begun: Promise<Value> | undefined;
  return () => (begun ??= work());
}
