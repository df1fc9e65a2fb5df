/**
 * Runs one Go build step: looks each artifact up, restores what the store has, and builds the rest
 * with as few `go build` as possible. Knows nothing of other steps; what go list says comes in as a
 * manifest.
 */
import path from "node:path";
import { explainChange } from "../cache/explain.ts";
import { writtenSince, type DigestedManifest } from "../cache/manifest.ts";
import { earliestSince, instant } from "../host/clock.ts";
import { isFile, makeFolder, remove, removeIfEmpty } from "../host/files.ts";
import type { Outcome, StepResult } from "../model/event.ts";
import type { Failure } from "../model/failure.ts";
import { shortName, type Manifest } from "../model/manifest.ts";
import type { BuildStep, BuildUnit } from "../model/plan.ts";
import { fileFailure, noArtifactLeft, startText, targetText } from "./build-texts.ts";
import type { Share } from "./capacity.ts";
import { compile } from "./compile.ts";
import { deliver } from "./deliver.ts";
import { digestUnit, examine, isOld, type Examined } from "./examine.ts";
import { runHooks } from "./hooks.ts";
import type { StepExecution } from "./scheduler.ts";
import type { BuildSetting, Inspection } from "./setting.ts";
import { takeStepTurn, type StepTurn } from "./step-turn.ts";
import { unitResult } from "./unit-result.ts";

/** Runs the step. `afterOthers` is true when needed steps ran and may have written sources. */
export async function runBuild(
  setting: BuildSetting,
  step: BuildStep,
  share: Share,
  afterOthers: boolean,
): Promise<StepExecution> {
  const run = new BuildRun(setting, step, share);
  try {
    await run.run(afterOthers);
  } catch (error) {
    // Files come and go under a running build; what is not about files is a bug and goes on.
    if ((error as NodeJS.ErrnoException).code === undefined) throw error;
    run.failRest(fileFailure(error, step.id));
  } finally {
    // What can't be removed now is removed by a later run.
    await remove(run.staging).catch(() => {});
    for (const folder of run.outFolders) {
      await removeIfEmpty(folder);
      if (path.dirname(folder) !== setting.root) await removeIfEmpty(path.dirname(folder));
    }
  }
  return { results: run.results, failures: run.failures };
}

class BuildRun {
  readonly results: StepResult[] = [];
  readonly failures: Failure[] = [];
  readonly staging: string;
  /** Folders made for artifacts. */
  readonly outFolders = new Set<string>();
  readonly #startedMs: number;
  /** When the compiler began to read. */
  #compiled = { wallMs: 0, elapsedMs: 0 };
  /** Was what is examined made without asking go? */
  #presumed = false;
  #movedSince: Inspection["movedSince"];
  #later: ReturnType<BuildSetting["inspect"]> | undefined;
  #turn: StepTurn | undefined;
  readonly #setting: BuildSetting;
  #step: BuildStep;
  readonly #share: Share;

  constructor(setting: BuildSetting, step: BuildStep, share: Share) {
    this.#setting = setting;
    this.#step = step;
    this.#share = share;
    this.#startedMs = setting.elapsed();
    this.staging = path.join(setting.temporaryFolder, Math.random().toString(36).slice(2));
  }

  async run(afterOthers: boolean): Promise<void> {
    const step = this.#step;
    const units = step.units.filter((unit) => unit.skip === undefined);
    for (const unit of step.units) if (unit.skip !== undefined) this.#end(unit, "skipped", unit.skip);

    let examined = await this.#examine(units, afterOthers);
    // Hooks and copies are not begun on a presumption.
    const presumes = examined?.every((one) => one.verdict === "build") && step.before.length === 0;
    if (this.#presumed && !presumes) examined = await this.#examine(units, true);
    if (examined === undefined) return;
    try {
      await this.#settle(examined);
    } finally {
      this.#turn?.end();
    }
  }

  /** Ends what is up to date, restores what can be, and builds the rest. */
  async #settle(examined: Examined[]): Promise<void> {
    const setting = this.#setting;
    const step = this.#step;
    const rest: Examined[] = [];
    for (const one of examined) {
      if (one.verdict === "up-to-date")
        this.#end(one.unit, "up-to-date", one.reason + targetText(step), one.record!.artifact);
      else if (one.verdict === "restore") {
        const artifact = await this.#attempt(one, () => this.#restore(one));
        if (artifact === "failed") continue;
        if (artifact === undefined)
          rest.push({ ...one, verdict: "build", reason: "the stored artifact is broken" });
        else this.#end(one.unit, "restored", one.reason + targetText(step), artifact, one.record);
      } else rest.push(one);
    }
    if (rest.length === 0) return;
    if (this.#turn === undefined) {
      this.#turn = await takeStepTurn(setting, step.id, () => rest.some((one) => isOld(setting, step, one)));
      const again = rest.map(({ unit }) => unit);
      if (this.#turn === undefined) return this.#fault(rest, "cancelled");
      if (this.#turn.waited) {
        const now = await this.#examine(again, true);
        return now === undefined ? undefined : this.#settle(now);
      }
    }

    setting.emit({ type: "step-started", step: step.id, text: startText(step, rest) });
    for (const { record } of rest) if (record !== undefined) await setting.records.invalidate(record);
    for (const { unit } of rest) this.outFolders.add(path.dirname(path.resolve(setting.root, unit.output)));
    for (const folder of this.outFolders) await makeFolder(folder);
    await makeFolder(this.staging);

    // Hooks before write into the one source tree: no other target of the task may be compiled meanwhile.
    const release = step.before.length > 0 ? await setting.sources.take(step.cwd) : () => {};
    try {
      await this.#produce(rest);
    } finally {
      release();
    }
  }

  async #produce(rest: Examined[]): Promise<void> {
    const setting = this.#setting;
    const step = this.#step;
    let examined = rest;
    if (step.before.length > 0) {
      const fault = await runHooks(setting, step, step.before, {});
      if (fault !== undefined) return this.#fault(rest, fault);
      // The hooks may have written sources: the key is that of what is really built.
      const again = await this.#examine(
        rest.map(({ unit }) => unit),
        true,
      );
      if (again === undefined) return;
      examined = again.map((one, index) => ({ ...one, reason: rest[index]!.reason }));
    }
    this.#compiled = instant(setting);
    const abandon = new AbortController();
    const { staging } = this;
    const compiling = compile(setting, this.#step, examined, {
      staging,
      cores: this.#share.cores,
      abandoned: abandon.signal,
    });
    const listed = this.#presumed ? this.#listMeanwhile(examined, abandon) : undefined;
    const compiled = await compiling;
    if (listed !== undefined) {
      const known = await listed;
      if (known === undefined) return;
      if (abandon.signal.aborted) {
        await remove(staging);
        return this.#settle(known);
      }
      compiled.built = compiled.built.map((one) => ({
        ...one,
        examined: known.find(({ unit }) => unit === one.examined.unit)!,
      }));
    }
    // Digests and copies wait for the disk as a rule: the next compiler is started before them, but none after a failure.
    if (compiled.fault !== undefined) this.#fault(compiled.missing, compiled.fault);
    else if (step.after.length === 0) await this.#share.release();
    for (const { examined: one, file } of compiled.built) {
      const fault = await runHooks(setting, step, step.after, { artifact: file });
      if (fault !== undefined) this.#fault([one], fault);
      else if (!isFile(file)) this.#fault([one], noArtifactLeft(step.id));
      else await this.#attempt(one, () => this.#deliver(one, file));
    }
  }

  /** Asks go while it builds on a presumption, which is abandoned where that was wrong. */
  #listMeanwhile(presumed: Examined[], abandon: AbortController): Promise<Examined[] | undefined> {
    const { argv } = this.#step;
    const ask = async () => {
      const known = await this.#examine(
        presumed.map(({ unit }) => unit),
        true,
      );
      const same = argv.join("\0") === this.#step.argv.join("\0");
      if (!same || !known?.every((one) => one.verdict === "build")) abandon.abort();
      return known;
    };
    const examined = ask();
    examined.catch(() => abandon.abort());
    return examined;
  }

  /** What is wrong with the files of one artifact ends that artifact only. */
  async #attempt<Value>(one: Examined, work: () => Promise<Value>): Promise<Value | "failed"> {
    try {
      return await work();
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === undefined) throw error;
      this.#fault([one], fileFailure(error, this.#step.id));
      return "failed";
    }
  }

  /** Ends every artifact that has not ended yet with one failure. */
  failRest(failure: Failure): void {
    this.failures.push(failure);
    const ended = new Set(this.results.map((result) => result.unit));
    for (const unit of this.#step.units) {
      if (!ended.has(unit.name)) this.#end(unit, "failed", failure.thing);
    }
  }

  async #examine(units: BuildUnit[], fresh: boolean): Promise<Examined[] | undefined> {
    const inspected = await this.#setting.inspect(this.#step, fresh);
    if (inspected.ok) {
      this.#step = { ...this.#step, argv: inspected.value.argv };
      this.#presumed = inspected.value.presumed;
      this.#movedSince = inspected.value.movedSince;
      return Promise.all(
        units.map((unit) =>
          examine(this.#setting, this.#step, unit, inspected.value.manifests.get(unit.package)),
        ),
      );
    }
    this.failures.push(...inspected.failures);
    const interrupted = inspected.failures.every((failure) => failure.family === "interrupted");
    for (const unit of units) {
      this.#end(unit, interrupted ? "cancelled" : "failed", inspected.failures[0]?.thing ?? "go list failed");
    }
    return undefined;
  }

  /** What go lists after the build: a file that came or went since the plan was made has no digest to differ. */
  async #listedLater(): Promise<ReadonlyMap<string, Manifest> | undefined> {
    this.#later ??= this.#setting.inspect(this.#step, true);
    const inspected = await this.#later;
    return inspected.ok ? inspected.value.manifests : undefined;
  }

  async #restore(one: Examined): Promise<StepResult["artifact"]> {
    const hit = await this.#setting.store.find(one.digested.key);
    return deliver(this.#setting, this.#step, one, hit);
  }

  async #deliver(one: Examined, file: string): Promise<void> {
    // Not under this run's digests: the files may have changed since they were taken.
    const manifest = (await this.#listedLater())?.get(one.unit.package);
    const later = digestUnit(this.#setting, this.#step, one.unit, manifest);
    const moved = this.#moved(one.digested, later, manifest);
    const steady = moved === undefined;
    const artifact = await deliver(this.#setting, this.#step, one, { file, steady });
    const notes = [
      one.reason,
      ...(steady ? [] : [`${moved} while it was built`]),
      ...(artifact === undefined ? ["another gowsl wrote the same file meanwhile"] : []),
      ...(steady && artifact !== undefined ? [] : ["the next run looks again"]),
    ];
    this.#end(one.unit, "built", notes.join("; "), artifact, one.record);
  }

  /** What moved since the compiler began to read: also a file that was written and has its old content again. */
  #moved(before: DigestedManifest, later: DigestedManifest, compiled?: Manifest): string | undefined {
    if (later.key !== before.key) return explainChange(before.entries, later);
    const sinceMs = earliestSince(this.#setting, this.#compiled);
    const passed = this.#movedSince?.(sinceMs);
    if (passed !== undefined) return `${passed} moved`;
    // Hooks may write the files that they name.
    const written = compiled && writtenSince(compiled, this.#setting.states, sinceMs);
    return written && `${shortName(written.name, compiled.module)} was written`;
  }

  #fault(units: Examined[], fault: Failure | "cancelled"): void {
    if (fault === "cancelled") {
      for (const { unit } of units) this.#end(unit, "cancelled", "was not finished");
      return;
    }
    this.failures.push(fault);
    for (const { unit } of units) this.#end(unit, "failed", fault.thing);
  }

  #end(
    unit: BuildUnit,
    outcome: Outcome,
    reason: string,
    artifact?: StepResult["artifact"],
    before?: Examined["record"],
  ): void {
    const durationMs = this.#setting.elapsed() - this.#startedMs;
    this.results.push(unitResult(this.#step.id, unit, { outcome, reason, durationMs, artifact }, before));
  }
}
