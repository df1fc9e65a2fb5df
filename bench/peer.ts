/**
 * What a peer is to the benchmark: where it takes part, what it needs in a project, how it is called and
 * where its artifacts are then. Knows no peer by name, no rounds and no goals.
 */
import path from "node:path";
import { measuredEnvironment } from "./environment.ts";
import type { Contender, Run } from "./measure.ts";
import type { Project } from "./projects.ts";
import { buildsOf, type Scope } from "./targets.ts";
import type { ToolName } from "./tools.ts";

/** What is known of a project before any peer is asked. */
export interface Layout {
  mainPackage: string;
  program: string;
  /** All Go files, relative to the project, for peers that know no patterns. */
  sources: readonly string[];
}

export interface Peer {
  name: string;
  /** The tool that it needs, if it needs one that may be absent. */
  tool?: ToolName;
  /** Where it takes part: where nothing is to be done, and where Go has work. */
  scopes: { nothing: readonly Scope[]; work: readonly Scope[] };
  /** Folder of the artifacts. */
  out: Readonly<Record<Scope, string>>;
  /** Files that it needs in a project, by path; two peers may share one. */
  files?(layout: Layout): Readonly<Record<string, string>>;
  argv(scope: Scope, project: Project): readonly string[];
  env?(scope: Scope, project: Project): Readonly<Record<string, string>>;
  /** What it said that it did; without it nobody knows. */
  did?(run: Run): string;
  /** Its artifacts are other bytes than those of go build, and only what Go reads from them is the same. */
  isJudgedByInfo?: true;
}

/** A contender, and the artifacts it leaves. */
export interface Builder extends Contender {
  /** By target, `host` for this machine. Absolute. */
  artifacts: ReadonlyMap<string, string>;
  isJudgedByInfo?: true;
}

/** A peer as a contender on this project. */
export function builderOf(peer: Peer, project: Project, scope: Scope): Builder {
  const { name, out, argv, env, did, isJudgedByInfo } = peer;
  const artifacts = buildsOf(scope, project, out[scope]).map(({ target, artifact }) => {
    return [target, path.join(project.folder, artifact)] as const;
  });
  return {
    name,
    argv: argv(scope, project),
    cwd: project.folder,
    env: { ...environmentOf(scope), ...env?.(scope, project) },
    artifacts: new Map(artifacts),
    ...(did === undefined ? {} : { did }),
    ...(isJudgedByInfo === undefined ? {} : { isJudgedByInfo }),
  };
}

/** Without cgo for several targets, also for the one that is this machine: gox switches it off by itself. */
export function environmentOf(scope: Scope): Record<string, string> {
  return { ...measuredEnvironment(), ...(scope === "six" ? { CGO_ENABLED: "0" } : {}) };
}

/** What somebody who runs `go build` and shows its line did. */
export function didGo({ stdout, stderr }: Run): string {
  const times = `${stdout}${stderr}`.split("\n").filter((line) => /\bgo build\b/.test(line)).length;
  if (times === 0) return "up to date";
  return times === 1 ? "ran go build" : `ran go build ${times} times`;
}
