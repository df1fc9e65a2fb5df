/**
 * Which steps of a plan a change concerns, where they can't tell by themselves: commands that run every time,
 * and services. Go builds, tests and declared commands are always asked. Knows nothing of events.
 */
import path from "node:path";
import { matcherOf } from "../host/find-files.ts";
import type { StepResult } from "../model/event.ts";
import { fromRoot } from "../model/pattern.ts";
import type { CommandStep, Step } from "../model/plan.ts";
import type { Task } from "../model/task.ts";
import { isService, type Services } from "../run/services.ts";

export class HeldSteps {
  readonly #root: string;
  readonly #services: Services;
  /** Steps that succeeded when they ran last, as they stood in the plan. */
  readonly #good = new Map<string, string>();
  /** From the root, of this round. */
  #changed: string[] = [];
  #tasks: Readonly<Record<string, Task>> = {};

  constructor(root: string, services: Services) {
    this.#root = root;
    this.#services = services;
  }

  /** @param changed paths that somebody has changed, not a step */
  begin(changed: readonly string[], tasks: Readonly<Record<string, Task>>): void {
    this.#changed = changed.map((place) => path.relative(this.#root, place).replaceAll("\\", "/"));
    this.#tasks = tasks;
  }

  end(results: readonly StepResult[], steps: readonly Step[]): void {
    const byId = new Map(steps.map((step) => [step.id, step]));
    for (const { step: id, outcome } of results) {
      const isGood = outcome === "ran" || outcome === "up-to-date";
      if (isGood) this.#good.set(id, JSON.stringify(byId.get(id)));
      else this.#good.delete(id);
    }
  }

  isHeld(step: Step, needsWorked: boolean): boolean {
    if (step.kind !== "command" || step.declared !== undefined) return false;
    if (needsWorked || this.#good.get(step.id) !== JSON.stringify(step)) return false;
    if (isService(step) && !this.#services.isRunning(step.id)) return false;
    return !this.#isConcerned(step);
  }

  #isConcerned(step: CommandStep): boolean {
    const task = this.#tasks[step.id] ?? this.#tasks[step.task];
    const inputs = task !== undefined && "inputs" in task ? task.inputs : undefined;
    // A service that runs what another task has built begins anew with that.
    if (inputs === undefined) return this.#changed.length > 0 && !(isService(step) && step.needs.length > 0);
    const patterns = inputs.flatMap((input) => {
      const text = typeof input === "string" ? input : "ignored" in input ? input.ignored : undefined;
      if (text === undefined) return [];
      const isLeftOut = text.startsWith("!");
      const pattern = fromRoot(task?.dir ?? "", isLeftOut ? text.slice(1) : text);
      return [{ pattern, place: "", isLeftOut }];
    });
    const isNamed = matcherOf(patterns.filter(({ isLeftOut }) => !isLeftOut));
    const isLeftOut = matcherOf(patterns.filter((pattern) => pattern.isLeftOut));
    return this.#changed.some((file) => isNamed(file) && !isLeftOut(file));
  }
}
