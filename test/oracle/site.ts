/**
 * One project of a campaign in a checkout of its own, built by gowsl: the state that every mutation
 * starts from and comes back to.
 */
import { mkdirSync, mkdtempSync, realpathSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { linkIds, type GoAnswer } from "./go-side.ts";
import {
  build,
  plan,
  tasks,
  why,
  type PlannedBuild,
  type Standing,
  type TaskName,
  type WhyUnit,
} from "./gowsl-side.ts";
import { takeInventory } from "./inventory.ts";
import type { MutableProject, Mutation, TaskSettings } from "./mutations.ts";
import type { PreparedProject } from "./projects.ts";
import { runProgram } from "./run-program.ts";
import { Tree } from "./tree.ts";

/** What was said of a task before any mutation. */
export interface Baseline {
  build: PlannedBuild;
  units: Map<string, WhyUnit>;
  links: GoAnswer["links"];
}

export class Site {
  readonly project: MutableProject;
  readonly baseline = new Map<TaskName, Baseline>();
  readonly #prepared: PreparedProject;
  readonly #base: string;

  private constructor(prepared: PreparedProject, base: string, project: MutableProject) {
    this.#prepared = prepared;
    this.#base = base;
    this.project = project;
  }

  /** Copies the project, builds it with gowsl and asks both sides. */
  static async open(prepared: PreparedProject): Promise<Site> {
    const base = realpathSync(mkdtempSync(path.join(os.tmpdir(), "gowsl-oracle-")));
    mkdirSync(path.join(base, "home"));
    const tree = Tree.copy(prepared.source, path.join(base, prepared.name));
    const config = tree.path(configFile);
    writeFileSync(config, configText(prepared, prepared.task));
    utimesSync(config, tree.mtimeMs("go.mod") / 1000, tree.mtimeMs("go.mod") / 1000);
    const [host = "", goroot = "", version = ""] = (
      await runProgram(["go", "env", "GOHOSTOS", "GOROOT", "GOVERSION"], base, prepared.environment)
    ).stdout.split("\n");
    const environments = [{ GOOS: host }, targetVariables(prepared.crossTarget)].map((target) => ({
      ...prepared.environment,
      ...target,
    }));
    const mains = prepared.mains.map((main) => `./${main}`);
    const site = new Site(prepared, base, {
      name: prepared.name,
      tree,
      inventory: takeInventory(tree.folder, mains, environments),
      mains: prepared.mains,
      targets: [prepared.crossTarget],
      task: prepared.task,
      goVersion: version.replace(/^go/, ""),
      goroot,
      dependencyVersions: prepared.dependencyVersions,
      toolchains: prepared.toolchains,
      light: prepared.light ?? false,
    });
    try {
      await site.#takeBaseline();
    } catch (error) {
      site.close();
      throw error;
    }
    return site;
  }

  close(): void {
    rmSync(this.#base, { recursive: true, force: true });
  }

  /** Where gowsl stands, with the variables of a mutation. */
  standing(mutation?: Mutation): Standing {
    const environment: NodeJS.ProcessEnv = {
      ...this.#prepared.environment,
      HOME: path.join(this.#base, "home"),
      GOWSL_CACHE_DIR: path.join(this.#base, "cache"),
    };
    delete environment["GOTOOLCHAIN"];
    for (const [name, value] of Object.entries(mutation?.environment ?? {})) {
      if (value === undefined) delete environment[name];
      else environment[name] = value;
    }
    return { folder: this.project.tree.folder, environment };
  }

  apply(mutation: Mutation): void {
    const { tree } = this.project;
    if (mutation.task !== undefined) {
      tree.write(configFile, configText(this.#prepared, { ...this.#prepared.task, ...mutation.task }));
    }
    mutation.change?.(tree);
  }

  undo(): void {
    this.project.tree.undo();
  }

  /** Asks Go for the links of the programs that there were before the mutation. */
  askGo(planned: PlannedBuild, environment: NodeJS.ProcessEnv, earlier?: string): Promise<GoAnswer> {
    const packages = [
      ...(this.baseline.get(planned.task)?.units.keys() ?? planned.units.map((unit) => unit.package)),
    ];
    return linkIds({
      build: planned,
      packages,
      environment,
      folder: this.goFolder(earlier === undefined ? `${planned.task}-first` : planned.task),
      ...(earlier === undefined ? {} : { earlier }),
    });
  }

  goFolder(name: string): string {
    return path.join(this.#base, "go", name);
  }

  /** Import paths by the name that gowsl gives to artifacts. */
  names(task: TaskName): Map<string, string> {
    const units = [...this.baseline.get(task)!.units.values()];
    return new Map(units.map((unit) => [unit.name, unit.package]));
  }

  /** What is not as it was after everything was undone; empty if all is well. */
  async differences(): Promise<string[]> {
    const answers = await Promise.all(tasks.map((task) => why(task, this.standing())));
    return tasks.flatMap((task, index) => {
      const answer = answers[index]!;
      if ("refused" in answer) return [`${task}: ${answer.refused}`];
      return [...this.baseline.get(task)!.units.values()].flatMap((before) => {
        const unit = answer.units.get(before.package);
        if (unit?.key === before.key && (unit.verdict === "up-to-date" || unit.inexact !== undefined))
          return [];
        return [`${task} ${before.package}: ${unit?.verdict ?? "absent"}, ${unit?.reason ?? ""}`];
      });
    });
  }

  /** The link ID in an artifact, as Go wrote it; undefined if there is none, or one that -buildid has set. */
  async linkIdIn(output: string): Promise<string | undefined> {
    const { folder, environment } = this.standing();
    const { stdout } = await runProgram(["go", "tool", "buildid", output], folder, environment);
    return /^([^/]+)\/[^/]+\/[^/]+\/[^/]+$/.exec(stdout.trim())?.[1];
  }

  /** Builds the project as it is; what was built before comes from the store. */
  async rebuild(): Promise<void> {
    for (const task of tasks) {
      const { code, stderr } = await build(task, this.standing());
      if (code !== 0) throw new Error(`${this.project.name}: ${task} fails without a mutation\n${stderr}`);
    }
  }

  async #takeBaseline(): Promise<void> {
    const standing = this.standing();
    await this.rebuild();
    // Stats that are too young are not believed: only now the fast answer may rest on them.
    await new Promise((resolve) => setTimeout(resolve, 3000));
    await this.rebuild();
    for (const task of tasks) {
      const [planned, answer] = [await plan(task, standing), await why(task, standing)];
      if ("refused" in planned) throw new Error(`${this.project.name}: ${planned.refused}`);
      if ("refused" in answer) throw new Error(`${this.project.name}: ${answer.refused}`);
      const { links, stderr } = await this.askGo(planned.build, standing.environment);
      for (const [importPath, unit] of answer.units) {
        if (unit.verdict !== "up-to-date" && unit.inexact === undefined) {
          throw new Error(`${unit.output} was just built, and gowsl says ${unit.verdict}: ${unit.reason}`);
        }
        // Both sides must speak of the same build: what gowsl delivered has the ID that Go computes.
        const printed = await runProgram(
          ["go", "tool", "buildid", unit.output],
          standing.folder,
          standing.environment,
        );
        const expected = links.get(importPath)?.buildId;
        if (expected === undefined || printed.stdout.trim() !== expected) {
          throw new Error(
            `${unit.output} is not what go builds: ${printed.stdout.trim()}, ${expected}\n${stderr}`,
          );
        }
      }
      this.baseline.set(task, { build: planned.build, units: answer.units, links });
    }
  }
}

const configFile = "gowsl.config.ts";

function configText({ packages, crossTarget }: PreparedProject, task: TaskSettings): string {
  const options = JSON.stringify({ ...(packages === undefined ? {} : { packages }), ...task }, null, 2);
  return `import { defineConfig, go } from "gowsl";

export default defineConfig({ store: { limit: "1GB" }, targets: ["${crossTarget}"], tasks: { build: go.build(${options}) } });
`;
}

function targetVariables(target: string): Record<string, string> {
  const [goos = "", goarch = ""] = target.split("/");
  return { GOOS: goos, GOARCH: goarch };
}
