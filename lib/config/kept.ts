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
import { hasTrustedTimes, listFolder, lookAt, sameStat, type Stat } from "../host/stat.ts";
import { runtimeVersion } from "../host/terminal.ts";
import { givenValue } from "../model/environment.ts";
import type { Environment } from "../model/host.ts";
import type { Config } from "../model/task.ts";
import { areRepeatable, candidatesText, importsFrom, manifestText, type Imports } from "./imported.ts";
import { plainText, plainValue, valueAgain, type Place } from "./kept-value.ts";
import type { LoadOptions } from "./load.ts";
import { importsOf } from "./repeatable.ts";

/** Where configs are kept, and what of this process a config may come out by. */
export interface Keeping {
  folder: string;
  /** By what this gowsl and its runtime can be told from others. */
  owner: string;
  platform: NodeJS.Platform;
  environment: Environment;
  cwd: string;
  /** What is kept may be read, but nothing is written. */
  readOnly?: boolean;
}

export interface KeptConfig {
  /**
   * The default exports of the config and of those that it includes, by file, as they were found to be right; their
   * functions are stand-ins, which nobody may call. They share modules and a process, so they hold together or not at all.
   */
  configs: ReadonlyMap<string, Config>;
  /** The configs and each local file that they imported. */
  sources: string[];
  imports: Imports;
  /** Those that it reads. */
  variables: string[];
}

/** What a value rests on, and what of it is no data: the first line of a kept config. */
interface Rests {
  sources: [file: string, digest: string][];
  /** Whose values these are. */
  files: string[];
  imports: Imports;
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
/** Values that are made of theirs in any way, encoded for one, may stand anywhere. */
const ofSecrets = /TOKEN|SECRET|PASS|PWD|KEY|CREDENTIAL|AUTH|URL|URI|DSN/i;

/** What a config looked like before it was evaluated, and when that began. */
export interface Before {
  text: string;
  stat: Stat | undefined;
  startedMs: number;
}

/** All that a config is checked by: not all who read one know the same. */
export type Check = Pick<LoadOptions, "builtIn" | "commands" | "options">;

/** Undefined where gowsl runs from source: nothing tells one state of it from another. */
export function keepingOf(machine: Machine, check: Check): Keeping | undefined {
  const own = ownStamp();
  if (own === undefined) return undefined;
  const { platform, environment, cwd } = machine;
  const folder = path.join(cacheDirectory(machine), "configs");
  return { folder, owner: ownerOf(machine, own, check), platform, environment, cwd };
}

/** @param own the stamp of this gowsl */
export function ownerOf(
  { platform, arch, environment }: Machine,
  own: string,
  { builtIn, commands, options }: Check,
): string {
  const replaceable = Object.keys(builtIn);
  const checkedBy = [commands, replaceable, [...commands, ...replaceable].map((name) => options?.(name))];
  const loaders = Object.entries(environment).filter(([name]) => ofRuntime.test(name));
  return JSON.stringify([3, own, checkedBy, runtimeVersion(), platform, arch, loaders.toSorted()]);
}

/** The config as it came out before, if nothing on which that rests has changed. */
export function findKept(keeping: Keeping, file: string): KeptConfig | undefined {
  try {
    const beginning = nameBeginning(keeping, file, readText(file) ?? "");
    for (const { name } of listFolder(keeping.folder)) {
      const found = name.startsWith(beginning) ? readKept(keeping, beginning, name) : undefined;
      if (found !== undefined) return found;
    }
  } catch {
    // What has another form is none of ours, and a config that can't be read is told of by who evaluates it.
  }
  return undefined;
}

function readKept(keeping: Keeping, beginning: string, name: string): KeptConfig | undefined {
  const text = textIfThere(path.join(keeping.folder, name));
  if (text === undefined || name !== `${beginning}${shortDigest(text)}.json`) return undefined;
  const end = text.indexOf("\n");
  const rests = JSON.parse(text.slice(0, end)) as Rests;
  if (!holds(keeping, rests)) return undefined;
  const { functions, absent } = rests;
  const plain = { data: JSON.parse(text.slice(end + 1)) as unknown, functions, absent };
  const values = valueAgain(plain, standIn) as Config[];
  return {
    configs: new Map(rests.files.map((each, index) => [each, values[index]!])),
    sources: rests.sources.map(([source]) => source),
    imports: rests.imports,
    variables: rests.variables.map(([each]) => each),
  };
}

function standIn(place: Place): () => never {
  return () => {
    throw new Error(`${place.slice(1).join(".")} was called, and the config was not evaluated`);
  };
}

/** Keeps what a config came out as, where it would come out the same again. It was found to be right. */
export async function keepConfig(
  keeping: Keeping,
  file: string,
  came: Pick<KeptConfig, "configs" | "sources">,
  before: Before,
): Promise<void> {
  try {
    const text = keptText(keeping, file, came, before);
    if (text === undefined) return;
    const beginning = nameBeginning(keeping, file, before.text);
    const place = path.join(keeping.folder, `${beginning}${shortDigest(text)}.json`);
    // For nobody else: what a config is made of may be private.
    await writeText(place, text, "may be lost", 0o600);
    const all = newestFirst(keeping.folder);
    const own = all.filter((each) => path.basename(each).startsWith(ofConfig(file)));
    for (const old of [...own.slice(mostStates), ...all.slice(mostFiles)]) await remove(old);
  } catch {
    // Whatever it is: the next command evaluates it again.
  }
}

/** The text of what is kept; undefined where nothing may be. */
function keptText(
  keeping: Keeping,
  file: string,
  { configs, sources }: Pick<KeptConfig, "configs" | "sources">,
  before: Before,
): string | undefined {
  const texts = new Map(sources.map((source) => [source, readText(source) ?? ""]));
  const imports = importsFrom(texts);
  const repeatable = areRepeatable(texts, imports, (source) => source);
  const isKnown = sources.every((source) => /\.(m?[jt]s|json)$/.test(source));
  // By its stat, too: it may have been another one in between.
  const isSame = texts.get(file) === before.text && sameStat(before.stat, lookAt(file).stat);
  if (!repeatable.ok || !isKnown || !isSame) return undefined;
  const others = [
    ...sources.filter((source) => source !== file),
    ...imports.map(([imported]) => path.dirname(imported)),
  ];
  const latestMs = before.startedMs - tickMs;
  if (others.some((each) => mayBeNewer(each, latestMs, keeping.platform))) return undefined;
  const variables = repeatable.variables.map((name) => ({ name, value: valueOf(keeping, name) }));
  const secrets = variables.filter(({ name, value }) => !noSecrets.test(name) && value);
  if (secrets.some(({ name }) => ofSecrets.test(name))) return undefined;
  const secretTexts = secrets.map(({ value }) => value!);
  const plain = plainValue([...configs.values()], secretTexts);
  if (plain === undefined) return undefined;
  const seesFolder = sources.some((source) => importsOf(source, texts.get(source)!).some(isOfNode));
  const rests: Rests = {
    sources: [...texts].map(([source, text]) => [source, digestText(text)]),
    files: [...configs.keys()],
    imports,
    manifests: sources.flatMap((source): [string, string][] =>
      source !== file && source.endsWith(".js") ? [[source, manifestText(source)]] : [],
    ),
    variables: variables.map(({ name, value }) => [name, digestOf(value)]),
    cwd: seesFolder ? keeping.cwd : null,
    functions: plain.functions,
    absent: plain.absent,
  };
  return `${JSON.stringify(rests)}\n${plainText(plain)}\n`;
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
  return givenValue(environment, platform, name);
}

function digestOf(value: string | undefined): string | null {
  return value === undefined ? null : digestText(value);
}

/** `node:path` and its like: neither gowsl nor a file, and others are not repeatable. */
function isOfNode(imported: string): boolean {
  return imported !== "gowsl" && !imported.startsWith(".");
}
