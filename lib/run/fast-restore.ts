/**
 * Restores the artifacts of a state that gowsl has answered for before, by what it knows of that state: without
 * config, Go and plan. First all copies are made and checked, then each is placed as a build step does it, so that
 * whatever is not as expected is left to the full road with nothing touched. Knows nothing of the command line.
 */
import path from "node:path";
import type { History } from "../cache/history.ts";
import type { Entry } from "../cache/manifest.ts";
import { Records, type Record } from "../cache/records.ts";
import { Store, type Hit } from "../cache/store.ts";
import { elapsed, now } from "../host/clock.ts";
import { removeAbandonedFiles } from "../host/placing.ts";
import { listFolder, lookAt, type Stat } from "../host/stat.ts";
import { stateFolder } from "../host/state-folder.ts";
import type { Emit, StepResult } from "../model/event.ts";
import type { BuildStep, BuildUnit, Step } from "../model/plan.ts";
import { listArtifacts } from "./artifact-list.ts";
import { targetText } from "./build-texts.ts";
import { deliver, prepareStored } from "./deliver.ts";
import { judge } from "./examine.ts";
import type { Restorable, RestorableUnit } from "./restorable.ts";
import { runSteps, type RunSummary } from "./scheduler.ts";
import { unitResult } from "./unit-result.ts";
import { writtenFolders } from "./written-folders.ts";

export interface RestoreSetting {
  root: string;
  history: History;
  emit: Emit;
}

export interface FastRestored {
  summary: RunSummary;
  /** What is in its place now, as it was recorded or judged, by path. */
  placed: Map<string, Stat>;
}

/** An artifact whose verdict is known, with what will be placed. */
interface Ready {
  unit: BuildUnit;
  key: string;
  entries: readonly Entry[];
  verdict: "up-to-date" | "restore";
  reason: string;
  record?: Record;
  stored?: Awaited<ReturnType<typeof prepareStored>>;
}

/** Runs the steps; undefined where the full road has to be taken. */
export async function restoreState(
  { root, history, emit }: RestoreSetting,
  restorable: Restorable,
): Promise<FastRestored | undefined> {
  const plan = { root, steps: restorable.steps };
  const restoring = new Restoring(root, restorable);
  try {
    // What a run that was killed has left there is not for this road to clear up.
    if (listFolder(path.join(stateFolder(root), "tmp")).length > 0) return undefined;
    if (!(await restoring.prepare())) return undefined;
    await restoring.records.prepare();
    for (const folder of writtenFolders(plan)) await removeAbandonedFiles(folder);
    const summary = await runSteps({
      plan,
      // One by one: what goes wrong in one must find no other at work.
      cores: 1,
      history,
      keepGoing: false,
      execute: async (step) => ({ results: await restoring.finish(step), failures: [] }),
      stop: () => {},
      interrupted: new AbortController().signal,
      emit,
      elapsed,
    });
    if ((await listArtifacts(plan, restoring.records)) !== undefined) return undefined;
    return { summary, placed: restoring.placed };
  } catch {
    // Whatever it was, the full road meets it again, and has the words for it.
    return undefined;
  } finally {
    restoring.drop();
  }
}

class Restoring {
  readonly records: Records;
  readonly placed = new Map<string, Stat>();
  readonly #root: string;
  readonly #restorable: Restorable;
  readonly #store: Store;
  readonly #ready: Ready[] = [];

  constructor(root: string, restorable: Restorable) {
    this.#root = root;
    this.#restorable = restorable;
    this.records = new Records(root);
    this.#store = new Store(restorable.store, now);
  }

  /** Judges each artifact and makes the copies. False if one has to be built. */
  async prepare(): Promise<boolean> {
    const { steps, units } = this.#restorable;
    for (const step of steps) {
      if (step.kind !== "go-build") continue;
      for (const unit of step.units) {
        if (unit.skip !== undefined) continue;
        const known = units.find((each) => each.step === step.id && each.output === unit.output);
        const ready = known && (await this.#examine(step, unit, known));
        if (ready === undefined) return false;
        this.#ready.push(ready);
      }
    }
    return true;
  }

  async #examine(step: BuildStep, unit: BuildUnit, known: RestorableUnit): Promise<Ready | undefined> {
    const root = this.#root;
    const { key } = known;
    // Before it is judged: what is written after that look has another stat.
    const seen = [unit.output, ...(unit.header === undefined ? [] : [unit.header])].map(
      (output): [string, Stat | undefined] => {
        const file = path.resolve(root, output);
        return [file, lookAt(file).stat];
      },
    );
    const entries = this.#store.entries(key);
    if (entries === undefined || entries.length !== known.whys.length) return undefined;
    const { records } = this;
    const setting = { root, records, store: this.#store, force: false };
    const facts = known.whys.map((why) => ({ why: this.#restorable.reasons[why] ?? "" }));
    const manifest = { facts, ...(known.module === undefined ? {} : { module: known.module }) };
    const { verdict, reason, record } = await judge(setting, step, unit, { key, entries, manifest });
    const ready = { unit, key, entries, reason, ...(record === undefined ? {} : { record }) };
    if (verdict === "build") return undefined;
    if (verdict === "up-to-date") {
      for (const [file, stat] of seen) if (stat !== undefined) this.placed.set(file, stat);
      return { ...ready, verdict };
    }
    const hit: Hit | undefined = await this.#store.find(key);
    const stored = hit && (await prepareStored(root, unit, hit));
    return stored && { ...ready, verdict, stored };
  }

  /** Does what is left to do for a step. Throws where it can't be done. */
  async finish(step: Step): Promise<StepResult[]> {
    if (step.kind !== "go-build") {
      const { id, skip } = step as Extract<Step, { kind: "group" }>;
      return skip === undefined ? [] : [{ step: id, outcome: "skipped", reason: skip, durationMs: 0 }];
    }
    const startedMs = elapsed();
    const results = step.units.flatMap((unit) =>
      unit.skip === undefined
        ? []
        : [unitResult(step.id, unit, { outcome: "skipped", reason: unit.skip, durationMs: 0 })],
    );
    for (const unit of step.units) {
      const ready = this.#ready.find((each) => each.unit === unit);
      if (ready === undefined) continue;
      const restored = ready.verdict === "restore";
      const artifact = restored ? await this.#place(step, ready) : ready.record?.artifact;
      if (artifact === undefined) throw new Error(`${unit.output} could not be placed`);
      const outcome = restored ? "restored" : "up-to-date";
      const reason = ready.reason + targetText(step);
      const end = { outcome, reason, durationMs: elapsed() - startedMs, artifact } as const;
      results.push(unitResult(step.id, unit, end, restored ? ready.record : undefined));
    }
    return results;
  }

  async #place(step: BuildStep, { unit, key, entries, record, stored }: Ready) {
    const setting = {
      root: this.#root,
      records: this.records,
      store: this.#store,
      toolchainVersion: this.#restorable.toolchain,
      emit: () => {},
    };
    const digested = { key, entries: [...entries] };
    const examined = { unit, digested, ...(record === undefined ? {} : { record }) };
    const artifact = await deliver(setting, step, examined, stored);
    const written = this.records.read(step.id, unit.output);
    if (written?.state !== "proven" || written.key !== key) return undefined;
    for (const output of written.outputs) {
      this.placed.set(path.resolve(this.#root, output.path), output.stat);
    }
    return artifact;
  }

  /** Removes copies that were not placed. */
  drop(): void {
    for (const { stored } of this.#ready) stored?.drop();
  }
}
