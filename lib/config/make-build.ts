/**
 * A line of a Makefile that is one plain `go build`, as a task that makes the same program: each of its flags is a
 * setting, or it stays a line. Pure.
 */
import { buildArguments } from "../go/argv.ts";
import type { Target } from "../model/target.ts";
import type { GoBuildOptions } from "../model/task.ts";
import { needsShell, quoteWords, splitWords } from "../model/shell-words.ts";

/** What a `go build` says. */
interface BuildLine {
  /** CGO_ENABLED before it. */
  cgo?: boolean;
  /** Of -o; "" without it. */
  output: string;
  packages: string[];
  /** Values by flag; of those that have none "true". */
  flags: Map<string, string>;
}

/** What is known of folders beside the Makefile. */
export interface FolderFacts {
  /** Does it hold a main package? */
  isMain(folder: string): boolean;
  isFolder(name: string): boolean;
}

/** Flags that a task has a setting for. */
const own = ["race", "trimpath", "buildmode", "tags", "ldflags", "gcflags", "asmflags", "buildvcs"];
/** Flags that it takes as they are, as they change nothing of what gowsl sets itself. */
const passed = ["mod", "v", "x", "a", "modcacherw", "msan", "asan", "pgo"];
const alone = ["race", "trimpath", "v", "x", "a", "modcacherw", "msan", "asan"];

/** Reads the line; undefined where it is anything else, or has a flag that is not known here. */
function readBuildLine(line: string): BuildLine | undefined {
  const [, cgo, command = ""] = /^(?:CGO_ENABLED=([01]) +)?(go build(?: .*)?)$/s.exec(line.trim()) ?? [];
  if (command === "" || needsShell(command)) return undefined;
  const [, , ...words] = splitWords(command)!;
  const flags = new Map<string, string>();
  const packages: string[] = [];
  for (let index = 0; index < words.length; index++) {
    const [, name, equals, value = ""] = /^--?([a-z]+)(=(.*))?$/s.exec(words[index]!) ?? [];
    if (name === undefined || packages.length > 0) packages.push(words[index]!);
    else if (alone.includes(name)) {
      // `-race=false` is written by nobody, and would be another flag.
      if (equals !== undefined) return undefined;
      flags.set(name, "true");
    } else if (name === "o" || own.includes(name) || passed.includes(name)) {
      if (name === "buildvcs" && equals === undefined) flags.set(name, "true");
      else {
        const given = equals === undefined ? words[++index] : value;
        if (given === undefined) return undefined;
        flags.set(name, given);
      }
    } else return undefined;
  }
  if (packages.some((each) => each.startsWith("-"))) return undefined;
  const output = flags.get("o") ?? "";
  flags.delete("o");
  return { ...(cgo === undefined ? {} : { cgo: cgo === "1" }), output, packages, flags };
}

/** The settings of the task that makes what the line makes, in the order in which they are written. */
export function buildOptions(line: string, facts: FolderFacts): GoBuildOptions | undefined {
  const read = readBuildLine(line);
  if (read === undefined) return undefined;
  const { flags, packages, output, cgo } = read;
  const place = placeOf(read, facts);
  if (place === undefined || /^([/\\]|[A-Za-z]:)|(^|\/)\.\.(\/|$)/.test(output)) return undefined;
  const vcs = flags.get("buildvcs") ?? "auto";
  const tags = listOf(flags.get("tags"));
  const text = (name: "ldflags" | "gcflags" | "asmflags" | "buildmode") =>
    flags.has(name) ? { [name]: flags.get(name)! } : {};
  const isStamped = !/^(false|0|f)$/i.test(vcs);
  const further = [
    ...passed.flatMap((name) =>
      !flags.has(name) ? [] : [alone.includes(name) ? `-${name}` : `-${name}=${flags.get(name)!}`],
    ),
    ...(isStamped ? [`-buildvcs=${vcs}`] : []),
  ];
  return {
    packages: packages.length === 0 ? ["."] : packages,
    ...place,
    ...(flags.has("race") ? { race: true } : {}),
    ...(flags.has("trimpath") ? { trimpath: true } : {}),
    ...(tags.length === 0 ? {} : { tags }),
    ...text("ldflags"),
    ...text("gcflags"),
    ...text("asmflags"),
    ...text("buildmode"),
    ...(cgo === undefined ? {} : { cgo }),
    ...(further.length === 0 ? {} : { flags: further }),
  };
}

/** The old form of -tags has spaces between them. */
function listOf(tags = ""): string[] {
  return tags.split(/[, ]+/).filter((tag) => tag !== "");
}

/** Folder and name of the program; undefined where go would write none, or it is not known under which name. */
function placeOf(
  { output, packages }: BuildLine,
  { isMain, isFolder }: FolderFacts,
): Pick<GoBuildOptions, "out" | "names"> | undefined {
  const [only = "."] = packages;
  const slash = output.lastIndexOf("/");
  const folder = output.slice(0, Math.max(slash, 0)) || ".";
  if (output.endsWith("/")) {
    const areThere = packages.every((each) => /^\.(\/|$)/.test(each)) && packages.length > 0;
    return areThere ? { out: folder } : undefined;
  }
  // Several packages are compiled for nothing, and so is one that is no program.
  if (packages.length > 1 || !/^\.(\/[\w.-]+)*\/?$/.test(only) || !isMain(only)) return undefined;
  if (output === "") return { out: "." };
  const name = output.slice(slash + 1);
  // gowsl ends names as the system wants it, go takes them as they are.
  if (name === "" || name.endsWith(".exe") || isFolder(output)) return undefined;
  return { out: folder.replace(/^\.\//, ""), names: { [only]: name } };
}

/** The line that gowsl runs for a task: without a staging folder, as a person would write it. */
export function buildLine(options: GoBuildOptions, target: Target): string {
  const { flags, environment } = buildArguments(options, target, false, []);
  const { out = "bin", names = {}, packages = [] } = options;
  const [name] = Object.values(names);
  const output = out === "." && name === undefined ? [] : ["-o", `${out}/${name ?? ""}`];
  const cgo = environment["CGO_ENABLED"];
  const words = ["go", "build", ...flags, ...output, ...packages];
  return `${cgo === undefined ? "" : `CGO_ENABLED=${cgo} `}${quoteWords(words)}`;
}

/** Do two lines make the same program in the same place? Flags may stand in another order. */
export function isSameBuild(some: string, other: string): boolean {
  const [one, two] = [some, other].map((line) => {
    const read = readBuildLine(line);
    if (read === undefined) return undefined;
    const { flags, packages, output, cgo } = read;
    const vcs = flags.get("buildvcs") ?? "auto";
    const all = [...flags].filter(([name]) => name !== "buildvcs" && name !== "tags").toSorted();
    const tags = listOf(flags.get("tags"));
    const place = output.replace(/^\.\//, "");
    return JSON.stringify([all, tags, vcs, place, packages.length === 0 ? ["."] : packages, cgo]);
  });
  return one !== undefined && one === two;
}
