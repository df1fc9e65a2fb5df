/**
 * Declared commands that this run has found up to date, for the answer that is kept at its end: one of which nothing
 * has moved since is not examined again. Knows nothing of how a command is examined.
 */
import type { FileStates } from "../host/file-states.ts";
import type { HeldTask } from "./task-answer.ts";

export class HeldTasks {
  readonly #states: FileStates;
  readonly #found = new Map<string, { held: HeldTask; look: number }>();

  constructor(states: FileStates) {
    this.#states = states;
  }

  /** @param look the one in which the examination began */
  note(step: string, held: HeldTask, look: number): void {
    this.#found.set(step, { held, look });
  }

  /** What was found of a step, if it holds in the look that goes on now. */
  holding(step: string): HeldTask | undefined {
    const found = this.#found.get(step);
    if (found === undefined) return undefined;
    const { held, look } = found;
    const isUnmoved = (file: string) => this.#states.isUnmoved(file, look);
    return isUnmoved(held.record) && held.watched.every(({ path }) => isUnmoved(path)) ? held : undefined;
  }
}
