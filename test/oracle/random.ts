/** A seeded source of choices: the same seed makes the same choices on every machine. */

export class Random {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** One that belongs to a part of a run, so that this part can be repeated alone. */
  static of(seed: number, ...parts: (number | string)[]): Random {
    // FNV-1a.
    let hash = 0x811c9dc5;
    for (const letter of JSON.stringify([seed, ...parts])) {
      hash = Math.imul(hash ^ letter.codePointAt(0)!, 0x01000193);
    }
    return new Random(hash);
  }

  /** At least 0, less than 1 (mulberry32). */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let word = Math.imul(this.#state ^ (this.#state >>> 15), this.#state | 1);
    word ^= word + Math.imul(word ^ (word >>> 7), word | 61);
    return ((word ^ (word >>> 14)) >>> 0) / 2 ** 32;
  }

  /** A whole number from 0 to below `limit`. */
  below(limit: number): number {
    return Math.floor(this.next() * limit);
  }

  chance(probability: number): boolean {
    return this.next() < probability;
  }

  pick<Item>(items: readonly Item[]): Item {
    if (items.length === 0) throw new Error("there is nothing to pick from");
    return items[this.below(items.length)]!;
  }

  shuffled<Item>(items: readonly Item[]): Item[] {
    const rest = [...items];
    const mixed: Item[] = [];
    while (rest.length > 0) mixed.push(...rest.splice(this.below(rest.length), 1));
    return mixed;
  }

  /** A word that is a Go identifier and unlikely to be one in a project. */
  word(): string {
    return `oracle${this.below(1e6)}`;
  }
}
