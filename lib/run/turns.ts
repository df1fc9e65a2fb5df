/** Takes turns: one holder of a name at a time, in the order of asking. Knows nothing of what is done meanwhile. */
import { deferred } from "./deferred.ts";

export class Turns {
  readonly #last = new Map<string, Promise<void>>();

  /** Waits for the turn. The returned function ends it. */
  async take(name: string): Promise<() => void> {
    const before = this.#last.get(name);
    const { promise, resolve } = deferred();
    this.#last.set(name, promise);
    await before;
    return resolve;
  }
}
