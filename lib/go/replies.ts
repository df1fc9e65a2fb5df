/**
 * What go replied before, each with the guards under which it would reply the same: where they hold,
 * go need not be asked. Knows nothing of what the replies say.
 */
import path from "node:path";
import type { FileStates } from "../host/file-states.ts";
import { shortDigest } from "../host/file-states.ts";
import { earliestSince, instant, type Clock } from "../host/clock.ts";
import { newestFirst, readText, remove, touch } from "../host/files.ts";
import { writeText } from "../host/placing.ts";
import { sealed, unsealed } from "../host/sealed.ts";
import { prepareStateFolder, stateFolder } from "../host/state-folder.ts";
import { success, type Result } from "../model/failure.ts";
import type { Guard } from "../model/manifest.ts";
import { guardValue, guardWritten, sameButImports, type FileChoice } from "./guard-values.ts";

/** Guards with what they were answered when go replied. */
export interface Held {
  choice: FileChoice;
  guards: Guard[];
  values: string[];
}

export interface Reply<Value> {
  value: Value;
  held: Held;
}

/** The first line of a kept reply. */
interface Kept {
  choice: FileChoice;
  rows: [kind: Guard["kind"], path: string, value: string][];
}

/** On what a reply rests. */
export interface Guarded {
  guards: Guard[];
  choice: FileChoice;
}

/** Are two answers to a guard the same for a purpose? */
type SameValue = (guard: Guard, left: string, right: string) => boolean;

const identical: SameValue = (_, left, right) => left === right;

/** How many states of the files are remembered for one question: branches, mostly. */
const keptStates = 8;

/** The clock of a file's times may be behind by a tick of the kernel. */
const tickMs = 20;

export class Replies {
  readonly #root: string;
  readonly #folder: string;
  readonly #states: FileStates;
  readonly #clock: Clock;
  readonly #readOnly: boolean;

  /**
   * @param root of the checkout, below which replies are kept between runs
   * @param readOnly use them, but change nothing
   */
  constructor(root: string, states: FileStates, clock: Clock, readOnly: boolean) {
    this.#root = root;
    this.#folder = path.join(stateFolder(root), "replies");
    this.#states = states;
    this.#clock = clock;
    this.#readOnly = readOnly;
  }

  /**
   * Asks go, unless it has replied to the question before and nothing moved since.
   * @param question with all that the reply depends on and that is no file
   * @param guardsOf the files; undefined: the reply is not to be kept
   */
  async ask<Value>(
    question: string,
    work: () => Promise<Result<Value>>,
    guardsOf: (value: Value) => Guarded | undefined,
  ): Promise<Result<Reply<Value>>> {
    const folder = path.join(this.#folder, shortDigest(question));
    const known = await this.#find<Value>(folder);
    if (known !== undefined) return success(known.reply);
    const started = instant(this.#clock);
    const outcome = await work();
    if (!outcome.ok) return outcome;
    const { value } = outcome;
    const guarded = guardsOf(value);
    const held = this.#answer(guarded ?? { guards: [], choice: { goos: "", goarch: "", tags: [] } });
    for (const guard of guarded?.guards ?? []) this.#seeWhatIsLeft(guard.path);
    if (
      guarded !== undefined &&
      !this.#readOnly &&
      !this.#states.changedSince(earliestSince(this.#clock, started) - tickMs)
    ) {
      await this.#keep(folder, { value, held });
    }
    return success({ value, held });
  }

  /**
   * A reply that still holds; else an earlier one since which nothing moved but imports, as good a guess as there is
   * while go is asked. None where a later change of a file could not be told by its times.
   */
  nearest<Value>(question: string): Promise<{ reply: Reply<Value>; holds: boolean } | undefined> {
    return this.#find(path.join(this.#folder, shortDigest(question)), (held) => this.#isNear(held));
  }

  /** The guards of a reply that is presumed, with the answers that they have now. */
  asNow({ guards, choice }: Held): Held {
    return this.#answer({ guards, choice });
  }

  /**
   * The first path that moved while go listed and was built on a presumption: by the answers that its guards had when
   * that began, and by the times of the files; of guards that only the listing has, by all times.
   */
  movedSince(began: Held, listed: Held, timeMs: number): string | undefined {
    const moved = began.guards.find(
      (guard, index) => guardValue(this.#states, guard, began.choice) !== began.values[index],
    );
    const name = ({ kind, path: place }: Guard) => `${kind} ${place}`;
    const known = new Set(began.guards.map(name));
    const added = listed.guards.filter((guard) => !known.has(name(guard)));
    return (
      moved?.path ??
      guardWritten(this.#states, began.guards, timeMs, false) ??
      guardWritten(this.#states, added, timeMs, true)
    );
  }

  /** Did nothing move but imports, where a later change of a file could be told by its times? */
  #isNear(held: Held): boolean {
    const isTrusted = ({ kind, path: place }: Guard) =>
      (kind !== "package" && kind !== "tree") || this.#states.see(place).trusted;
    return this.holds(held, sameButImports) && held.guards.every(isTrusted);
  }

  /** What went away while go worked has no time; the folder that is left has. */
  #seeWhatIsLeft(file: string): void {
    for (let place = file; place.startsWith(this.#root + path.sep); place = path.dirname(place)) {
      if (this.#states.see(path.dirname(place)).type !== "none") return;
    }
  }

  /** Has each guard the answer that it had? */
  holds({ guards, values, choice }: Held, isSame: SameValue = identical): boolean {
    return guards.every((guard, index) =>
      isSame(guard, guardValue(this.#states, guard, choice), values[index]!),
    );
  }

  #answer({ guards, choice }: Guarded): Held {
    return { choice, guards, values: guards.map((guard) => guardValue(this.#states, guard, choice)) };
  }

  /** The kept reply that holds; else the first that is near enough. Files are read up to the one that holds. */
  async #find<Value>(
    folder: string,
    isNear: (held: Held) => boolean = () => false,
  ): Promise<{ reply: Reply<Value>; holds: boolean } | undefined> {
    let near: Reply<Value> | undefined;
    for (const [index, file] of newestFirst(folder).entries()) {
      const text = unsealed(readText(file));
      if (text === undefined) continue;
      // Two lines: the guards, and the reply, which is read only where they hold.
      const end = text.indexOf("\n");
      try {
        const held = heldOf(JSON.parse(text.slice(0, end)) as Kept);
        const holds = this.holds(held);
        if (!holds && (near !== undefined || !isNear(held))) continue;
        const reply: Reply<Value> = { held, value: JSON.parse(text.slice(end + 1)) as Value };
        if (!holds) {
          near = reply;
          continue;
        }
        if (index > 0 && !this.#readOnly) await touch(file, this.#clock.now());
        return { reply, holds };
      } catch {
        // A file that was cut or damaged is no reply.
      }
    }
    return near && { reply: near, holds: false };
  }

  async #keep<Value>(
    folder: string,
    { value, held: { choice, guards, values } }: Reply<Value>,
  ): Promise<void> {
    const kept: Kept = {
      choice,
      rows: guards.map(({ kind, path: file }, index) => [kind, file, values[index]!]),
    };
    const first = JSON.stringify(kept);
    // What can't be kept is asked again.
    try {
      // Not before go was asked: a folder that changes meanwhile says that the reply may be old.
      await prepareStateFolder(this.#root);
      await writeText(
        path.join(folder, `${shortDigest(first)}.json`),
        sealed(`${first}\n${JSON.stringify(value)}\n`),
        "may be lost",
      );
      for (const file of newestFirst(folder).slice(keptStates)) await remove(file);
    } catch {
      // A full or read-only disk costs time only.
    }
  }
}

function heldOf({ choice, rows }: Kept): Held {
  return {
    choice,
    guards: rows.map(([kind, file]) => ({ kind, path: file })),
    values: rows.map(([, , value]) => value),
  };
}
