/** The changes of files between two runs of `watch`: gathered, and handed on when it has been quiet for a moment. */
import { later } from "../host/clock.ts";

/** An editor that saves, and git that checks out, write several files in a row. */
const quietMs = 100;

export class Changes {
  readonly #paths = new Map<string, "by somebody" | "while steps ran">();
  #isRunning = false;
  #wake: (() => void) | undefined;
  #callOff: () => void = () => {};

  /** Steps write files, too: what changes while they run may be theirs. */
  set isRunning(isRunning: boolean) {
    this.#isRunning = isRunning;
  }

  add(place: string): void {
    const known = this.#paths.get(place);
    this.#paths.set(place, this.#isRunning && known !== "by somebody" ? "while steps ran" : "by somebody");
    this.#callOff();
    this.#callOff = later(quietMs, () => this.#wake?.());
  }

  /** All so far; they are forgotten. */
  take(): Map<string, "by somebody" | "while steps ran"> {
    const taken = new Map(this.#paths);
    this.#paths.clear();
    return taken;
  }

  /** Settles when there are changes and it is quiet, or when the signal comes. */
  async wait(signal: AbortSignal): Promise<void> {
    if (signal.aborted) return;
    let wake = () => {};
    const woken = new Promise<void>((resolve) => (wake = resolve));
    this.#wake = wake;
    signal.addEventListener("abort", wake, { once: true });
    // They came while steps ran; nothing more may come.
    if (this.#paths.size > 0) this.#callOff = later(quietMs, wake);
    await woken;
    signal.removeEventListener("abort", wake);
    this.#wake = undefined;
  }
}
