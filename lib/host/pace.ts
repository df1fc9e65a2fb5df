/**
 * Does an answer come fast enough to be worth waiting for? One byte now and then keeps every other deadline from
 * passing. Knows nothing of networks; the clock is given.
 */

export interface PaceLimits {
  /** Over how much time of waiting is judged. */
  paceMs: number;
  /** How many bytes have to come in that time. */
  paceBytes: number;
  /** No wait is longer: if the clock says so, the machine has slept. */
  chunkMs: number;
}

/** Counts only the time in which the other side is waited for, not what is done with its bytes. */
export class Pace {
  readonly #limits: PaceLimits;
  readonly #now: () => number;
  #since: number;
  #waitedMs = 0;
  #bytes = 0;

  constructor(limits: PaceLimits, now: () => number) {
    this.#limits = limits;
    this.#now = now;
    this.#since = now();
  }

  /** From now on the next piece is waited for. */
  wait(): void {
    this.#since = this.#now();
  }

  /** A piece came. @returns what is wrong with the pace, as the rest of a sentence after the address */
  came(bytes: number): string | undefined {
    const { paceMs, paceBytes, chunkMs } = this.#limits;
    const ms = this.#now() - this.#since;
    if (ms < 0 || ms > 2 * chunkMs) [this.#waitedMs, this.#bytes] = [0, 0];
    else this.#waitedMs += ms;
    this.#bytes += bytes;
    if (this.#waitedMs < paceMs) return undefined;
    if (this.#bytes < paceBytes) {
      const seconds = Math.round(this.#waitedMs / 100) / 10;
      return `sends too slowly: ${this.#bytes} bytes in ${seconds} s, where ${paceBytes} would be the least`;
    }
    [this.#waitedMs, this.#bytes] = [0, 0];
    return undefined;
  }
}
