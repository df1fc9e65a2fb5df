/**
 * What the result of a declared command depends on, as a manifest: from its declaration and the files, variables
 * and tools that it names. Knows nothing of results.
 */
import path from "node:path";
import { notSet } from "../cache/explain.ts";
import { shortDigest } from "../host/file-states.ts";
import { readEnvFiles } from "../host/env-file.ts";
import { excluder, findFiles, matcherOf } from "../host/find-files.ts";
import { IgnoreRules } from "../host/ignore-rules.ts";
import { indexFile, repositoryRoot, trackedIgnoredFiles } from "../host/repository.ts";
import { mergeEnvironment } from "../model/environment.ts";
import type { Environment } from "../model/host.ts";
import type { Fact, Manifest } from "../model/manifest.ts";
import { hasWildcard } from "../model/pattern.ts";
import type { CommandStep, FilePattern } from "../model/plan.ts";
import { runCommand, type CommandSetting } from "./command.ts";
import type { DeclaredStep } from "./declared-step.ts";
import type { Watched } from "./keep-answer.ts";
import type { BuildSetting } from "./setting.ts";

export interface TaskFacts {
  manifest: Manifest;
  /** Files that are named without a wildcard and are not there. */
  missing: FilePattern[];
  /** Patterns that name no file now. */
  empty: FilePattern[];
  /** Paths on which it rests which files there are. */
  watched: Watched[];
  /** Names of the variables that are read. */
  variables: string[];
  /** Why the files alone do not say whether it still holds. */
  asks?: string;
}

export type FactSetting = CommandSetting &
  Pick<
    BuildSetting,
    "root" | "states" | "configDigest" | "toolchainVersion" | "taskRecords" | "inspectCheck"
  > & {
    /** Arguments after `--`, for functions. */
    extra: readonly string[];
  };

/** Gathers facts for the steps of one run: git is asked once, and tools again once a command has ended, which may have changed them. */
export class TaskFactFinder {
  readonly #setting: FactSetting;
  readonly #tools = new Map<string, Promise<{ line: string } | { problem: string }>>();
  readonly #top: string;
  readonly #hasGit: boolean;
  #rules: IgnoreRules;
  #tracked: Promise<string[] | undefined> | undefined;

  constructor(setting: FactSetting) {
    this.#setting = setting;
    const top = repositoryRoot(setting.root);
    this.#hasGit = top !== undefined;
    this.#top = top ?? setting.root;
    this.#rules = this.#newRules();
  }

  /** Something may have written files, rules for ignoring and tools among them. */
  lookAgain(): void {
    this.#setting.states.lookAgain();
    this.#rules = this.#newRules();
    this.#tools.clear();
  }

  /** What a step depends on as things are now. */
  async gather(step: DeclaredStep): Promise<TaskFacts> {
    const { declared } = step;
    const { root, states } = this.#setting;
    const facts: TaskFacts = {
      manifest: { facts: [], guards: [] },
      missing: [],
      empty: [],
      watched: [],
      variables: [],
    };
    const all: Fact[] = this.#settings(step, facts);
    let inexact: string | undefined;
    for (const { line, command } of declared.tools) {
      const answer = await this.#ask(step, line, command);
      if ("problem" in answer) inexact ??= `${line}: ${answer.problem}`;
      else all.push({ kind: "setting", name: line, value: answer.line, why: "it says which tool is there" });
      facts.asks ??= `"${line}" is asked each time`;
    }
    const files = new Map<string, Fact>();
    const add = (name: string, why: string) => {
      const file = path.resolve(root, name);
      files.set(name, { kind: "file", name, path: file, why, mode: true });
      facts.watched.push({ path: file, watch: "file" });
    };
    for (const file of step.dotenv ?? []) {
      if (states.see(file).type === "file") add(path.relative(root, file).replaceAll("\\", "/"), "dotenv");
      else facts.watched.push({ path: file, watch: "type" });
    }
    const unsure = await this.#files(step, facts, add);
    inexact ??= unsure;
    for (const { step: source, artifacts } of declared.from) {
      const outputs = artifacts ?? this.#setting.taskRecords.outputsOf(source);
      if (outputs === undefined) inexact ??= `${source} has not run here`;
      for (const output of outputs ?? []) add(output, `${step.id} -> ${source}`);
    }
    for (const file of declared.goFiles ?? []) {
      add(path.relative(root, file).replaceAll("\\", "/"), step.task);
      facts.asks ??= `${step.id}: go is asked each time which files there are`;
    }
    inexact ??= await this.#packages(step, all, facts);
    const sorted = [...files].toSorted(([left], [right]) => (left < right ? -1 : 1));
    facts.manifest.facts = [...all, ...sorted.map(([, fact]) => fact)];
    if (inexact !== undefined) facts.manifest.inexact = inexact;
    facts.missing = facts.empty.filter(
      ({ pattern }) => !hasWildcard(pattern) && states.see(path.resolve(root, pattern)).type !== "folder",
    );
    return facts;
  }

  /** The files that the patterns name; a text is the reason why that can't be known. */
  async #files(
    step: DeclaredStep,
    facts: TaskFacts,
    add: (name: string, why: string) => void,
  ): Promise<string | undefined> {
    const { root, states, children, environment } = this.#setting;
    const { inputs, outputs } = step.declared;
    const rules = this.#rules;
    const ignores = (place: string, isFolder: boolean) => rules.ignores(place, isFolder);
    let found = findFiles({ root, states, ignores }, inputs);
    let unsure: string | undefined;
    if (found.passedOver && this.#hasGit) {
      this.#tracked ??= trackedIgnoredFiles(children, environment, this.#top);
      const tracked = await this.#tracked;
      if (tracked === undefined) unsure = "git does not say which of the ignored files it has";
      else if (tracked.length > 0) found = findFiles({ root, states, ignores, tracked }, inputs);
      facts.watched.push({ path: indexFile(this.#top), watch: "content" });
    }
    facts.empty = found.empty;
    for (const folder of found.listed) facts.watched.push({ path: folder, watch: "names" });
    for (const place of found.absent) facts.watched.push({ path: place, watch: "type" });
    if (found.passedOver) {
      for (const file of rules.files) facts.watched.push({ path: file, watch: "content" });
    }
    const isOutput = matcherOf(outputs.filter(({ exclude }) => !exclude));
    const isNone = excluder(outputs);
    for (const [name, { pattern }] of found.files) {
      if (!isOutput(name) || isNone(name)) add(name, pattern);
    }
    return unsure;
  }

  /** All that is known without a look at files. */
  #settings(step: DeclaredStep, facts: TaskFacts): Fact[] {
    const { host, root, configDigest, toolchainVersion, extra, platform } = this.#setting;
    const { declared, commands } = step;
    const setting = (name: string, value: string, why: string): Fact => ({
      kind: "setting",
      name,
      value,
      why,
    });
    const isFunction = commands.some(({ kind }) => kind === "function");
    // Which files gofmt is given, is told by these.
    const formatted = new Set(declared.goFiles);
    const words = commands.map(({ kind, ...rest }) => [
      kind,
      "argv" in rest ? { ...rest, argv: rest.argv.filter((word) => !formatted.has(word)) } : rest,
    ]);
    const all = [
      setting("command", JSON.stringify(words), "what runs"),
      setting("system", `${host.goos}/${host.goarch}`, "tools write other files on other systems"),
      setting("folder", path.relative(root, step.cwd).replaceAll("\\", "/") || ".", "where it runs"),
      setting("outputs", JSON.stringify(declared.outputs.map(written)), "what is kept of it"),
    ];
    if (isFunction) {
      all.push(setting("config", configDigest, "the function stands in it"));
      all.push(setting("arguments", JSON.stringify(step.requested ? extra : []), "the function gets them"));
      const { args = {}, matrix = {} } = step;
      all.push(setting("values", JSON.stringify({ ...args, ...matrix }), "the function gets them"));
    }
    const isGo = declared.packages !== undefined || declared.goFiles !== undefined;
    if (isGo || isFunction || commands.some((command) => command.kind !== "function" && namesGo(command))) {
      all.push(setting("go", toolchainVersion, "the command may run it"));
    }
    for (const [name, value] of Object.entries(step.env).toSorted(([left], [right]) =>
      left < right ? -1 : 1,
    )) {
      // A value may be secret, and entries are kept.
      all.push(setting(`variable ${name} of the task`, shortDigest(value), "the task sets it"));
    }
    // The environment goes before dotenv files: what it sets of theirs is part of what the command is given.
    const given = step.dotenv === undefined ? [] : Object.keys(readEnvFiles(step.dotenv));
    const names = new Set([...declared.variables, ...given]);
    const environment = names.size === 0 ? {} : this.#environment(step);
    for (const name of names) {
      const own = nameIn(environment, name, platform);
      const value = environment[own];
      facts.variables.push(own);
      all.push(
        setting(
          `variable ${name}`,
          value === undefined ? notSet : shortDigest(value),
          declared.variables.includes(name) ? "the task declares it" : "a dotenv file sets it otherwise",
        ),
      );
    }
    return all;
  }

  /** Facts of the Go packages that are checked; a text is the reason why they are not known. */
  async #packages(step: DeclaredStep, all: Fact[], { watched }: TaskFacts): Promise<string | undefined> {
    let inexact: string | undefined;
    for (const run of step.declared.packages ?? []) {
      const inspected = await this.#setting.inspectCheck(step, run);
      if (!inspected.ok) return inspected.failures[0]!.thing;
      const { manifest, folders } = inspected.value;
      inexact ??= manifest.inexact;
      all.push(...manifest.facts);
      for (const folder of folders) watched.push({ path: folder, watch: "names" });
      for (const fact of manifest.facts)
        if (fact.kind === "file") watched.push({ path: fact.path, watch: "content" });
    }
    return inexact;
  }

  #environment({ unset = [], env }: DeclaredStep): Environment {
    const { environment, platform } = this.#setting;
    const cleared = Object.fromEntries(unset.map((name) => [name, undefined]));
    return mergeEnvironment(environment, { ...cleared, ...env }, platform);
  }

  /** The first line that a command prints. */
  #ask(step: DeclaredStep, line: string, command: CommandStep["commands"][number]) {
    const name = JSON.stringify([line, step.cwd, step.env]);
    let answer = this.#tools.get(name);
    if (answer === undefined) {
      answer = this.#firstLine(step, command);
      this.#tools.set(name, answer);
    }
    return answer;
  }

  async #firstLine(
    step: DeclaredStep,
    command: CommandStep["commands"][number],
  ): Promise<{ line: string } | { problem: string }> {
    const printed = { stdout: "", stderr: "" };
    const fault = await runCommand(
      { ...this.#setting, emit: () => {} },
      {
        step: step.id,
        command,
        cwd: step.cwd,
        env: step.env,
        args: [],
        onOutput: (stream, { text }) => (printed[stream] += text),
        ...(step.unset === undefined ? {} : { unset: step.unset }),
      },
    );
    if (fault !== undefined)
      return { problem: fault.kind === "cancelled" ? "was not finished" : fault.thing };
    const lines = `${printed.stdout}\n${printed.stderr}`.split("\n").map((each) => each.trim());
    const line = lines.find((each) => each !== "");
    return line === undefined ? { problem: "it prints nothing" } : { line };
  }

  #newRules(): IgnoreRules {
    const { states, platform } = this.#setting;
    return new IgnoreRules({ states, platform, top: this.#top });
  }
}

/** As it was declared, from the root. */
function written({ pattern, exclude }: FilePattern): string {
  return exclude ? `!${pattern}` : pattern;
}

/** Does a command begin with go, which is then the routed one? */
function namesGo(command: Exclude<CommandStep["commands"][number], { kind: "function" }>): boolean {
  const line = command.kind === "argv" ? (command.argv[0] ?? "") : command.line;
  return /(^|[;&|(]\s*|\s)(go|gofmt)(\s|$)/.test(line);
}

/** A name as the environment has it: on Windows case does not count. */
function nameIn(environment: Environment, name: string, platform: NodeJS.Platform): string {
  if (platform !== "win32" || name in environment) return name;
  return Object.keys(environment).find((key) => key.toUpperCase() === name.toUpperCase()) ?? name;
}
