/** The commands that run steps: `build`, `cross`, `test` and the others, `run`, and tasks by name. */
import { onInterrupt, onStrayRejection, processArguments, runtimeVersion } from "../host/terminal.ts";
import type { Emit, Event } from "../model/event.ts";
import type { Failure } from "../model/failure.ts";
import type { Plan, Step } from "../model/plan.ts";
import { graceMs, runPlan } from "../run/run.ts";
import { savedTime } from "../run/saved.ts";
import type { Arguments } from "./arguments.ts";
import { confirmRun, missingVariables, questionsOf, withFunctions } from "./before-run.ts";
import { exportRun } from "./export-run.ts";
import { refreshTypes } from "./editor-types.ts";
import { reportFailures } from "./failures.ts";
import { finish } from "./finish.ts";
import { openLiveView, type LiveView } from "./live.ts";
import { installMissing } from "./missing-go.ts";
import { missingFolder } from "./named-folder.ts";
import { isLive, isStdoutOfSteps } from "./output.ts";
import { openPatience } from "./patience.ts";
import { planTasks } from "./plan-tasks.ts";
import type { Project } from "./project.ts";
import { rememberAnswer } from "./remember.ts";
import { requestOf } from "./request.ts";
import { runSetting } from "./run-setting.ts";
import { plannedLooks } from "./seen.ts";
import { verifyInputs } from "./verify.ts";
import { RunWatcher } from "./watch-run.ts";

/** Runs what the arguments ask for and returns the exit code. */
export async function runTasks(opened: Project, given: Arguments, emit: Emit): Promise<number> {
  const ready = await withFunctions(opened, given, (each) => requestOf(each, given));
  if (!ready.ok) return reportFailures(ready.failures, emit);
  const { project, request } = ready.value;
  if (!given.dryRun) {
    // Told before a long run, not after it.
    const { trace } = given;
    const homeless = trace === undefined ? undefined : missingFolder("--trace", trace, project.cwd);
    if (homeless !== undefined) return reportFailures([homeless], emit);
    const missing = missingVariables(project, request, request.conditions);
    if (missing.length > 0) return reportFailures(missing, emit);
    const refused = await confirmRun(project, request, given);
    if (refused !== undefined) return reportFailures([refused], emit);
  }
  const interrupted = new AbortController();
  const stopListening = onInterrupt((_, earlier) => {
    if (earlier === 0) {
      interrupted.abort();
      project.children.stop(graceMs);
    } else project.children.kill();
  });
  const stray: Failure[] = [];
  const stopCollecting = onStrayRejection((error) => {
    const each: Failure = {
      family: "step",
      place: `${project.configName}: a function`,
      thing: `a promise that it does not await failed: ${(error as Error | undefined)?.message ?? String(error)}`,
      next: "Write `await` before each $ and each call of an async function.",
    };
    stray.push(each);
    emit({ type: "failed", failure: each });
    project.children.stop(graceMs);
  });
  let view: LiveView | undefined;
  const patience = given.quiet || given.json ? undefined : openPatience(emit);
  const notes: Event[] = [];
  const note = (text: string) => {
    notes.push({ type: "note", text });
    // There the answer is the plan, as one document.
    if (!(given.dryRun && given.json)) emit({ type: "note", text });
  };
  for (const text of project.loaded.notes) note(text);
  try {
    // On demand: what explains is of no use to a run.
    const dry = given.dryRun ? await import("./dry-run.ts") : undefined;
    const fetch = dry?.noteFetch(project);
    const missing =
      fetch?.missing ??
      installMissing(project, {
        // Not among the notes: what was fetched for this run is not said again with its answer.
        note: (text) => emit({ type: "note", text }),
        live: !given.quiet && !given.json,
        signal: interrupted.signal,
      });
    const planned = await planTasks(project, request, given.dryRun, missing);
    if (!planned.ok && fetch?.reason !== undefined) return dry!.printFetch(project, fetch.reason, given);
    if (!planned.ok) return reportFailures(planned.failures, emit);
    for (const text of planned.value.notes) note(text);
    if (given.affected) {
      const { affectedPlan } = await import("./affected-plan.ts");
      const affected = await affectedPlan(project, planned.value, given, request, emit);
      if (!affected.ok) return reportFailures(affected.failures, emit);
      planned.value.plan = affected.value;
    }
    const looks = plannedLooks(project);
    for (const { source, place, reason } of planned.value.toolchain?.rejected ?? []) {
      // Somebody has named this one; that another is taken must not go unseen.
      if (source === "GOROOT" || source === "config go.goroot") {
        note(`${source} ${place} was not taken: ${reason}`);
      }
    }
    if (given.verify) {
      const failures = await verifyInputs(project, planned.value, (text) => emit({ type: "note", text }));
      if (failures.length > 0) return reportFailures(failures, emit);
    }
    if (dry !== undefined) {
      await dry.printPlan(project, planned.value, given, request);
      return 0;
    }
    if (project.loaded.root !== undefined) await refreshTypes(project.loaded.root);
    const { environment: variables } = project.machine;
    if (isLive(project.terminal, variables, given)) {
      patience?.close();
      view = openLiveView(project.terminal, variables, emit);
    }
    const watcher = new RunWatcher();
    const seen = watcher.watch(view?.emit ?? patience?.emit ?? emit);
    const setting = { ...runSetting(project, planned.value, given, request), emit: seen };
    const plan = given.json ? withoutTerminal(planned.value.plan) : planned.value.plan;
    const directOutput = isStdoutOfSteps(project.terminal, variables, given);
    const summary = await runPlan(plan, { ...setting, directOutput, interrupted: interrupted.signal });
    summary.failures.push(...stray);
    const isInterrupted = interrupted.signal.aborted;
    const code = finish(summary, isInterrupted, seen, {
      savedMs: savedTime(summary.results, (step) => setting.history.expectedMs(step)),
      timeline: watcher.timeline(),
    });
    await watcher.keep(project.root);
    await exportRun(watcher.timeline(), {
      environment: variables,
      cwd: project.cwd,
      trace: given.trace,
      title: `gowsl ${request.requested.join(" ")}`,
      // run-finished was the last event.
      note: (text) => (given.json ? project.terminal.stderr(`${text}\n`) : emit({ type: "note", text })),
    });
    // What is affected is git's to say: such a command line is asked anew each time.
    if (code === 0 && !given.force && !given.verify && !given.affected && given.trace === undefined) {
      const { machine } = project;
      const { environment, cwd } = machine;
      const question = { argv: processArguments(), cwd, environment, runtime: runtimeVersion() };
      const output = {
        json: given.json,
        verbose: given.verbose,
        quiet: given.quiet,
        ...(given.output === undefined ? {} : { output: given.output }),
      };
      const { results } = summary;
      const remembering = {
        project,
        planned: planned.value,
        setting,
        question,
        results,
        notes,
        output,
        looks,
        conditions: request.conditions,
        asks: questionsOf(request).length > 0,
      };
      await rememberAnswer(remembering);
    }
    await project.states.save();
    return code;
  } finally {
    view?.close();
    patience?.close();
    stopListening();
    stopCollecting();
    // Nothing may outlive the run, also when the run ends by a bug.
    project.children.kill();
  }
}

/** With --json stdout is the events', and who reads them has no terminal to ask anybody. */
function withoutTerminal(plan: Plan): Plan {
  const steps = plan.steps.map((step): Step => {
    const { interactive: _interactive, ...rest } = step;
    return rest as Step;
  });
  return { ...plan, steps };
}
