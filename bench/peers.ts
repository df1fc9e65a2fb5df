/**
 * Gowsl and its peers as contenders: how each builds a project for this machine or for six targets, and
 * where the artifacts are then. Knows nothing of rounds and goals.
 */
import path from "node:path";
import process from "node:process";
import { firstLine, gowslBundle, measuredEnvironment, repository, taskProgram } from "./environment.ts";
import type { Contender, Run } from "./measure.ts";
import { buildFlags, crossFlags, crossPath, sixTargets } from "./peer-files.ts";
import type { Project } from "./projects.ts";
import { contenderNames, type Absent } from "./result.ts";

/** For this machine, or for all of the six targets. */
export type Scope = "one" | "six";

/** A contender, and the artifacts it leaves. */
export interface Builder extends Contender {
  /** By target, `host` for this machine. Absolute. */
  artifacts: ReadonlyMap<string, string>;
}

interface Peer {
  name: string;
  /** Folder of the artifacts. */
  out: Record<Scope, string>;
  argv(scope: Scope, project: Project): readonly string[];
  /** What it said that it did; without it nobody knows. */
  did?(run: Run): string;
}

const gowslArguments = (scope: Scope) => (scope === "one" ? ["build"] : ["cross", sixTargets.join(",")]);

const peers: readonly Peer[] = [
  {
    name: contenderNames.gowsl,
    out: { one: "bin", six: "dist" },
    argv: (scope, { mainPackage }) => [process.execPath, gowslBundle, ...gowslArguments(scope), mainPackage],
    did: gowslDid,
  },
  {
    name: contenderNames.go,
    out: { one: "bench-go", six: "bench-go" },
    argv: (scope, project) => goBuild(scope, project, "bench-go"),
  },
  make("make", "bench-make", []),
  make("make -rR", "bench-make-rR", ["-rR"]),
  task("Task, checksum", "checksum"),
  task("Task, timestamp", "timestamp"),
];

/** Peers that only differ in what they do when nothing changed; left out where Go's work is measured. */
const variants = new Set(["make -rR", "Task, timestamp"]);

function make(name: string, out: string, flags: readonly string[]): Peer {
  return {
    name,
    out: { one: out, six: out },
    argv: (scope) => ["make", ...flags, "-f", "bench.mk", `OUT=${out}`, scope],
    did: didGo,
  };
}

function task(name: string, method: string): Peer {
  const out = `bench-task-${method}`;
  return {
    name,
    out: { one: out, six: out },
    argv: (scope) => [taskProgram, "--taskfile", "bench.yml", scope === "one" ? method : `${method}-six`],
    did: didGo,
  };
}

/** A `go build`, or one a target in a loop. */
function goBuild(scope: Scope, { mainPackage, program }: Project, out: string): string[] {
  if (scope === "one") {
    return ["go", "build", ...buildFlags.split(" "), "-o", `${out}/${program}`, mainPackage];
  }
  const loop = `for target in ${sixTargets.join(" ")}; do
  GOOS=\${target%/*} GOARCH=\${target#*/} go build ${crossFlags} -o ${out}/\${target%/*}_\${target#*/}/ ${mainPackage}
done`;
  return ["sh", "-euc", loop];
}

/** The closing line of gowsl without its time: "1 built, 1 restored". */
function gowslDid({ stderr }: Run): string {
  const last = stderr.trimEnd().split("\n").at(-1) ?? "";
  return /^(\d.*) in [\d.]+ /.exec(last)?.[1] ?? last;
}

function didGo({ stdout, stderr }: Run): string {
  const times = `${stdout}${stderr}`.split("\n").filter((line) => /\bgo build\b/.test(line)).length;
  if (times === 0) return "up to date";
  return times === 1 ? "ran go build" : `ran go build ${times} times`;
}

/** Every peer that is here, as a contender on this project. `wide`: also the variants of a peer. */
export function builders(project: Project, scope: Scope, { wide }: { wide: boolean }): Builder[] {
  return presentPeers()
    .filter(({ name }) => wide || !variants.has(name))
    .map((peer) => builder(peer, project, scope));
}

/** The plain Go build that says which artifacts are right; kept apart from all contenders. */
export function referenceBuilder(project: Project, scope: Scope): Builder {
  const out = "bench-reference";
  const argv = () => goBuild(scope, project, out);
  return builder({ name: "reference", out: { one: out, six: out }, argv }, project, scope);
}

function builder({ name, out, argv, did }: Peer, project: Project, scope: Scope): Builder {
  const { program } = project;
  const base = path.join(project.folder, out[scope]);
  const artifacts = new Map(
    scope === "one"
      ? [["host", path.join(base, program)]]
      : sixTargets.map((target) => [target, path.join(base, crossPath(target, program))]),
  );
  return {
    name,
    argv: argv(scope, project),
    cwd: project.folder,
    env: measuredEnvironment(),
    artifacts,
    ...(did === undefined ? {} : { did }),
  };
}

function isPresent(program: string): boolean {
  return firstLine(program, ["--version"]) !== "absent";
}

function presentPeers(): Peer[] {
  const missing = absentPeers().map(({ name }) => name);
  return peers.filter(({ name }) => !missing.some((prefix) => name.startsWith(prefix)));
}

/** The peers that cannot take part, and why. */
export function absentPeers(): Absent[] {
  return [
    ...(isPresent("make") ? [] : [{ name: "make", why: "there is no make on PATH" }]),
    ...(isPresent(taskProgram) ? [] : [{ name: "Task", why: "go install could not install it" }]),
  ];
}

/** A bare Node that does nothing: what any program on Node has to pay. */
export function bareNode(): Contender {
  return {
    name: contenderNames.node,
    argv: [process.execPath, "-e", "0"],
    cwd: repository,
    env: measuredEnvironment(),
  };
}
