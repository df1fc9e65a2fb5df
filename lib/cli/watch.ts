/**
 * `gowsl watch`: runs tasks, and after each change of files again what it concerns. A gowsl of its own does
 * so, which the first one starts anew when the config changes: a module is evaluated once in a process.
 */
import path from "node:path";
import { elapsed, pause } from "../host/clock.ts";
import { capture, type Children } from "../host/children.ts";
import { fileSystemOf } from "../host/file-system.ts";
import { IgnoreRules } from "../host/ignore-rules.ts";
import { ownCommand } from "../host/own-command.ts";
import { repositoryRoot } from "../host/repository.ts";
import { onInterrupt, processArguments } from "../host/terminal.ts";
import { watchFolders, type FolderWatch } from "../host/watch-folders.ts";
import type { Emit } from "../model/event.ts";
import { exitCodes, type Failure } from "../model/failure.ts";
import { leadsOut } from "../model/paths.ts";
import type { Plan } from "../model/plan.ts";
import { graceMs } from "../run/run.ts";
import { Services } from "../run/services.ts";
import type { Arguments } from "./arguments.ts";
import { confirmRun, missingVariables, withFunctions } from "./before-run.ts";
import { Changes } from "./changes.ts";
import { reportFailures } from "./failures.ts";
import { HeldSteps } from "./held-steps.ts";
import type { Project } from "./project.ts";
import { requestOf } from "./request.ts";
import type { TaskRequest } from "./resolve-targets.ts";
import { runRound, type Rounded } from "./watch-round.ts";

/** Tells the gowsl that watches from the one that starts it. */
const mark = "GOWSL_WATCH_ROUND";

const settleMs = 50;

/** The exit code by which it asks to be started anew; of sysexits.h, and none of gowsl's own. */
const reloadCode = 75;

export async function watch(opened: Project, given: Arguments, emit: Emit): Promise<number> {
  if (opened.machine.environment[mark] === undefined) return superviseWatch(opened);
  // No task is to see it.
  const { [mark]: round, ...environment } = opened.machine.environment;
  const machine = { ...opened.machine, environment };
  const ask = (each: Project) => requestOf(each, { ...given, command: "run" }, { called: "watch" });
  const ready = await withFunctions(opened, given, ask);
  if (!ready.ok) return reportFailures(ready.failures, emit);
  const { project, request } = ready.value;
  const missing = missingVariables(project, request, request.conditions);
  if (missing.length > 0) return reportFailures(missing, emit);
  const refused = await confirmRun(project, request, given);
  if (refused !== undefined) return reportFailures([refused], emit);
  return new Watch({ ...project, machine }, given, request, emit).run(round === "1");
}

async function superviseWatch({ children, machine, terminal }: Project): Promise<number> {
  const argv = [...ownCommand(), ...processArguments()];
  const isTerminal = terminal.stdoutIsTerminal || terminal.stderrIsTerminal;
  const stopListening = onInterrupt((signal, earlier) => {
    // A terminal sends Ctrl-C to both.
    if (signal === "SIGINT" && isTerminal) return;
    if (earlier === 0) children.stop(30_000);
    else children.kill();
  });
  try {
    for (let round = 1; ; round++) {
      const environment = { ...machine.environment, [mark]: String(round) };
      const end = await children.run({ argv, cwd: machine.cwd, environment });
      if (end.kind === "exited" && end.code === reloadCode) continue;
      return end.kind === "exited" ? end.code : exitCodes.interrupted;
    }
  } finally {
    stopListening();
  }
}

class Watch {
  readonly #project: Project;
  readonly #given: Arguments;
  readonly #request: TaskRequest;
  readonly #emit: Emit;
  readonly #changes = new Changes();
  readonly #stop = new AbortController();
  readonly #services: Services;
  readonly #held: HeldSteps;
  #outputs: readonly string[] = [];
  #watches: FolderWatch[] = [];
  /** Ends the round that runs; undefined while none may be ended for a change. */
  #interrupt: (() => void) | undefined;

  constructor(project: Project, given: Arguments, request: TaskRequest, emit: Emit) {
    this.#project = project;
    this.#given = given;
    this.#request = request;
    this.#emit = emit;
    this.#services = new Services({
      children: project.children.part("only killed"),
      emit,
      graceMs,
      elapsed,
      onDeath: (_, failure) => emit({ type: "failed", failure }),
    });
    this.#held = new HeldSteps(project.root, this.#services);
  }

  /** @param isStart no config was loaded before this one: what is wrong by itself ends the watch. */
  async run(isStart: boolean): Promise<number> {
    const { project, stop } = { project: this.#project, stop: this.#stop };
    let round: Children | undefined;
    const stopListening = onInterrupt((_, earlier) => {
      if (earlier === 0) {
        stop.abort();
        round?.stop(graceMs);
      } else project.children.kill();
    });
    this.#watch([project.root]);
    const outside = new Set<string>();
    try {
      for (let isFirst = true; !stop.signal.aborted; isFirst = false) {
        const changed = this.#changes.take();
        const ofConfig = project.loaded.sources.filter((place) => changed.delete(place));
        if (ofConfig.length > 0) {
          if (await this.#isConfigGood()) return reloadCode;
          if (changed.size === 0) {
            await this.#changes.wait(stop.signal);
            continue;
          }
        }
        const byHand = [...changed].flatMap(([place, how]) => (how === "by somebody" ? [place] : []));
        this.#held.begin(this.#withoutIgnored(byHand), this.#request.tasks);
        round = project.children.part();
        const { plan, isSilent, refused } = await this.#round(round, isFirst);
        project.children.forget(round);
        // No change of a file mends a word of the command line, and this config has never worked.
        if (isStart && isFirst && (refused === "command-line" || refused === "config")) {
          return exitCodes[refused];
        }
        // Said last: what changes from now on was changed by somebody.
        if (!isSilent && !stop.signal.aborted) {
          this.#emit({ type: "note", text: "waits for changes; Ctrl-C ends it" });
        }
        if (plan !== undefined) {
          this.#outputs = outputsOf(plan);
          const more = outsideFolders(plan).filter((folder) => !outside.has(folder));
          for (const folder of more) outside.add(folder);
          if (more.length > 0) this.#watch(more);
        }
        await this.#changes.wait(stop.signal);
      }
      return exitCodes.interrupted;
    } finally {
      stopListening();
      for (const each of this.#watches) each.close();
      await this.#services.stopAll();
      project.children.kill();
    }
  }

  async #round(children: Children, isFirst: boolean): Promise<Rounded> {
    const ended = new AbortController();
    const end = () => {
      ended.abort();
      children.stop(graceMs);
    };
    this.#stop.signal.addEventListener("abort", end, { once: true });
    this.#changes.isRunning = true;
    try {
      return await runRound({
        project: { ...this.#project, children },
        given: this.#given,
        request: this.#request,
        emit: this.#emit,
        services: this.#services,
        held: this.#held,
        isFirst,
        signal: ended.signal,
        // What a command that declares nothing writes itself is no reason to end it.
        mayInterrupt: (may) => (this.#interrupt = may && this.#given.interrupt ? end : undefined),
      });
    } finally {
      this.#interrupt = undefined;
      // What steps have written last is told a moment later.
      await pause(settleMs);
      this.#changes.isRunning = false;
      this.#stop.signal.removeEventListener("abort", end);
    }
  }

  #watch(folders: readonly string[]): void {
    const { host } = this.#project;
    const polls = folders.some((folder) => {
      const { backing } = fileSystemOf(folder, host);
      return backing === "windows" || backing === "network" || backing === "host";
    });
    const say = (text: string) => this.#emit({ type: "note", text });
    if (polls) say(`${folders[0]} lies where no changes are told; its files are looked at again and again`);
    this.#watches.push(
      watchFolders({
        folders,
        polls,
        ignores: (place) => this.#isOwn(place),
        onChange: (place) => {
          this.#changes.add(place);
          this.#interrupt?.();
        },
        onPoll: (reason) => say(`${reason}; files are looked at again and again instead`),
      }),
    );
  }

  /** What gowsl and its steps write, and what is too much to look at. */
  #isOwn(place: string): boolean {
    const name = path.basename(place);
    if (name === ".git" || name === "node_modules" || name === ".gowsl") return true;
    if (/^\..*\.tmp$/.test(name)) return true;
    const relative = path.relative(this.#project.root, place);
    if (/(^|[\\/])(\.git|node_modules|\.gowsl)[\\/]/.test(relative)) return true;
    return this.#outputs.some((output) => place === output || place.startsWith(output + path.sep));
  }

  #withoutIgnored(places: readonly string[]): string[] {
    const { states, machine, root } = this.#project;
    states.lookAgain();
    const top = repositoryRoot(root) ?? root;
    const rules = new IgnoreRules({ states, platform: machine.platform, top });
    return places.filter((place) => !rules.ignores(place, false));
  }

  /** Asked of a gowsl of its own: here the old one is loaded. */
  async #isConfigGood(): Promise<boolean> {
    const { children, machine, root } = this.#project;
    const part = children.part();
    const { end, stderr } = await capture(part, {
      argv: [...ownCommand(), "-C", root, "list"],
      cwd: root,
      environment: machine.environment,
    });
    children.forget(part);
    if (end.kind === "exited" && end.code === 0) return true;
    const failure: Failure = {
      family: "config",
      place: this.#project.configName,
      thing: "has mistakes now, and the one from before goes on",
      detail: stderr.trim(),
    };
    this.#emit({ type: "failed", failure });
    return false;
  }
}

function outputsOf({ root, steps }: Plan): string[] {
  const own = path.join(root, "dist", "artifacts.json");
  return [own, ...declaredOutputs(root, steps)];
}

function declaredOutputs(root: string, steps: Plan["steps"]): string[] {
  return steps.flatMap((step) => {
    if (step.kind === "go-build") return step.units.map(({ output }) => path.resolve(root, output));
    const outputs = step.kind === "command" ? (step.declared?.outputs ?? []) : [];
    // Of a glob the folder may hold sources as well.
    return outputs.flatMap(({ pattern }) => (/[*?[{]/.test(pattern) ? [] : [path.resolve(root, pattern)]));
  });
}

/** Folders of local modules that lie elsewhere. */
function outsideFolders({ root, steps }: Plan): string[] {
  const inputs = steps.flatMap((step) => (step.kind === "go-build" ? step.inputs : []));
  const outside = inputs.filter((input) => path.isAbsolute(input) || leadsOut(input));
  return [...new Set(outside.map((input) => path.dirname(path.resolve(root, input))))];
}
