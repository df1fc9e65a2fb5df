/**
 * Decides when a run is planned which tasks it leaves out: `platforms` and `if`. Notes which variables
 * that rests on; the files among it are noted as looks by themselves.
 */
import path from "node:path";
import { readEnvFiles } from "../host/env-file.ts";
import { exists } from "../host/files.ts";
import { givenValue } from "../model/environment.ts";
import { failure, success, type Result } from "../model/failure.ts";
import type { Host } from "../model/host.ts";
import type { Values } from "../model/placeholders.ts";
import type { Condition, ConditionContext, Task } from "../model/task.ts";
import type { Project } from "./project.ts";

export class Conditions {
  readonly #project: Project;
  readonly #variables = new Set<string>();
  #unknown: string | undefined;

  constructor(project: Project) {
    this.#project = project;
  }

  /** Names of the variables that were looked at. */
  get variables(): string[] {
    return [...this.#variables];
  }

  /** Set when not all that a decision rests on is known. */
  get unknown(): string | undefined {
    return this.#unknown;
  }

  /** Why the task is not run; undefined where it is. */
  skipReason(name: string, task: Task, values: Values): Result<string | undefined> {
    const { host } = this.#project;
    if (task.platforms !== undefined && !isOneOf(task.platforms, host)) {
      return success(`only for ${task.platforms.join(", ")}; this is ${host.goos}/${host.goarch}`);
    }
    const condition = task.if;
    if (condition === undefined) return success(undefined);
    if (typeof condition === "function") return this.#ask(name, task, values, condition);
    return success(this.#missing(task, condition));
  }

  /** The value of a variable as the task's commands would see it. */
  valueOf(task: Task, name: string): string | undefined {
    this.#variables.add(name);
    const { machine, root } = this.#project;
    const own = (task.env as Readonly<Record<string, string>> | undefined)?.[name];
    const value = own ?? givenValue(machine.environment, machine.platform, name);
    return value ?? readEnvFiles(filesOf(task, root))[name];
  }

  #missing(task: Task, { env = [], exists: files = [] }: Condition): string | undefined {
    // One that is empty is set, as it is before a dotenv file.
    for (const name of [env].flat()) if (this.valueOf(task, name) === undefined) return `${name} is not set`;
    for (const file of [files].flat()) {
      if (!exists(path.resolve(this.#project.root, file))) return `there is no ${file}`;
    }
    return undefined;
  }

  #ask(
    name: string,
    task: Task,
    { args, matrix }: Values,
    condition: (context: ConditionContext) => boolean,
  ): Result<string | undefined> {
    const { host, configName } = this.#project;
    const place = `${configName}: tasks.${name}.if`;
    try {
      const answer: unknown = condition({ env: this.#seen(name, task), host, args, matrix });
      if (answer === true) return success(undefined);
      if (answer === false) return success("its condition does not hold");
      const thing = `the condition returned ${answer instanceof Promise ? "a promise" : typeof answer}`;
      return failure({ family: "config", place, thing, next: "Return true or false." });
    } catch (error) {
      const thing = `the condition threw: ${(error as Error | undefined)?.message ?? String(error)}`;
      return failure({ family: "config", place, thing });
    }
  }

  /** The variables, of which it is noted which are read; who lists them has read them all. */
  #seen(name: string, task: Task): ConditionContext["env"] {
    return new Proxy<Record<string, string | undefined>>(
      {},
      {
        get: (_, key) => (typeof key === "string" ? this.valueOf(task, key) : undefined),
        has: (_, key) => typeof key === "string" && this.valueOf(task, key) !== undefined,
        ownKeys: () => {
          this.#unknown ??= `the condition of ${name} lists all variables`;
          return Object.keys(this.#project.machine.environment);
        },
        getOwnPropertyDescriptor: (_, key) => ({
          value: typeof key === "string" ? this.valueOf(task, key) : undefined,
          enumerable: true,
          configurable: true,
        }),
      },
    );
  }
}

/** Absolute paths of the task's files of variables. */
export function filesOf(task: Task, root: string): string[] {
  return ("dotenv" in task ? (task.dotenv ?? []) : []).map((file) => path.resolve(root, file));
}

function isOneOf(platforms: readonly string[], { goos, goarch }: Pick<Host, "goos" | "goarch">): boolean {
  return platforms.some((platform) => {
    const [os, architecture = goarch] = platform.split("/");
    return os === goos && architecture === goarch;
  });
}
