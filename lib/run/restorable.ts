/**
 * What beside its answer restores the artifacts of a state and tells of it as the full road would: the steps
 * without what they run, keys, and why each fact is there. Types, and the form of its file. Knows nothing of where
 * that lies.
 */
import path from "node:path";
import type { DigestedManifest } from "../cache/manifest.ts";
import { digestText } from "../host/files.ts";
import type { BuildStep, Plan, Step } from "../model/plan.ts";

export interface RestorableUnit {
  step: string;
  /** As in the plan. */
  output: string;
  key: string;
  /** Path of the main module. */
  module?: string;
  /** Of each entry of the key, where in `reasons` it is said why it is there. */
  whys: number[];
}

export interface Restorable {
  schema: 1;
  /** The artifact store. */
  store: string;
  /** Version of the Go. */
  toolchain: string;
  steps: Step[];
  units: RestorableUnit[];
  reasons: string[];
}

/** Gathers what is known of artifacts. */
export class RestorableUnits {
  readonly units: RestorableUnit[] = [];
  readonly #reasons = new Map<string, number>();

  add(step: string, output: string, { key, manifest: { facts, module } }: DigestedManifest): void {
    const whys = facts.map(({ why }) => {
      const known = this.#reasons.get(why) ?? this.#reasons.size;
      this.#reasons.set(why, known);
      return known;
    });
    this.units.push({ step, output, key, ...(module === undefined ? {} : { module }), whys });
  }

  get reasons(): string[] {
    return [...this.#reasons.keys()];
  }
}

/** As text, and the name that its file has: what is damaged has another one. */
export function writtenRestorable(restorable: Restorable): { name: string; text: string } {
  const text = JSON.stringify(restorable);
  return { name: nameOf(text), text };
}

/** From its text; undefined where that is not the one that got this name. */
export function readRestorable(text: string | undefined, name: string): Restorable | undefined {
  if (text === undefined || nameOf(text) !== name) return undefined;
  const restorable = JSON.parse(text) as Restorable;
  return restorable.schema === 1 ? restorable : undefined;
}

function nameOf(text: string): string {
  return digestText(text).slice(0, 32);
}

/**
 * The steps without commands and variables, which may be secret; undefined where something else than building is
 * done, or something has to be cleaned up.
 */
export function restorableSteps({ steps }: Pick<Plan, "steps">): Step[] | undefined {
  const bare = steps.flatMap((step): Step[] => {
    const { id, task, target, needs, follows, requested, behind, last } = step;
    if ((step.kind !== "go-build" && step.kind !== "group") || behind !== undefined || last) return [];
    const shared = {
      id,
      task,
      ...(target === undefined ? {} : { target }),
      needs,
      ...(follows === undefined ? {} : { follows }),
      cwd: "",
      env: {},
      requested,
    };
    if (step.kind === "group") {
      return [{ ...shared, kind: "group", ...(step.skip === undefined ? {} : { skip: step.skip }) }];
    }
    const { units, targetWhy } = step;
    const nothing = { argv: [], inputs: [], before: [], after: [] } satisfies Partial<BuildStep>;
    return [
      { ...shared, ...nothing, kind: "go-build", units, ...(targetWhy === undefined ? {} : { targetWhy }) },
    ];
  });
  return bare.length === steps.length ? bare : undefined;
}

/** A path as the rows have it: below the folder of the question from there, as the system then goes through fewer folders. */
export function placeIn(cwd: string, file: string): string {
  const beginning = cwd.endsWith(path.sep) ? cwd : cwd + path.sep;
  return file.startsWith(beginning) ? file.slice(beginning.length) : file;
}
