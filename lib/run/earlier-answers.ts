/**
 * The earlier answers to a question, one for each state in which its files were, and what restores their
 * artifacts: a folder beside the last answer. Files are brought there and removed; nothing is concluded from them.
 */
import path from "node:path";
import { now } from "../host/clock.ts";
import { isFile, newestFirst, readBytes, readText, remove, touch } from "../host/files.ts";
import { placeMove, removeAbandonedFiles, writeText } from "../host/placing.ts";
import { listFolder } from "../host/stat.ts";
import { answerEnding, earlierFolder, type Answer } from "./answer.ts";
import { decodeAnswer } from "./answer-file.ts";
import { readRestorable, writtenRestorable, type Restorable } from "./restorable.ts";

/** How many states of a question are remembered beside the last one. */
const keptStates = 8;

const stateForm = /^([0-9a-f]{32})-[0-9a-f]{16}$/;
const restorableEnding = ".json";

/** The answers to one question: the last one, and those that it had for other states. */
export class EarlierAnswers {
  readonly #last: string;
  readonly #folder: string;

  /** @param answers folder of the last answer @param name its file */
  constructor(answers: string, name: string) {
    this.#last = path.join(answers, name);
    this.#folder = earlierFolder(answers, name);
  }

  /** All of them, the last one first and then the one that was the last one most lately. */
  files(): string[] {
    return [this.#last, ...newestFirst(this.#folder, answerEnding)];
  }

  /** Keeps what restores a state, and returns the first half of the state's name. */
  async keepRestorable(restorable: Restorable): Promise<string> {
    const { name, text } = writtenRestorable(restorable);
    const file = path.join(this.#folder, name + restorableEnding);
    if (!isFile(file)) await writeText(file, text, "may be lost");
    return name;
  }

  restorable({ state = "" }: Pick<Answer, "state">): Restorable | undefined {
    const [, name] = stateForm.exec(state) ?? [];
    if (name === undefined) return undefined;
    return readRestorable(readText(path.join(this.#folder, name + restorableEnding)), name);
  }

  /** Puts a new last answer in the place of the one before, which is kept where it is of another state. */
  async replaceLast(bytes: Uint8Array, state: string | undefined): Promise<void> {
    const before = readBytes(this.#last);
    const old = before && decodeAnswer(before)?.answer.state;
    if (old !== undefined && old !== state && stateForm.test(old)) {
      const place = path.join(this.#folder, old + answerEnding);
      await placeMove(this.#last, place);
      await touch(place, now());
    }
    await writeText(this.#last, bytes, "may be lost");
    await this.#prune(state);
  }

  /** Removes the states that were left longest ago, and what only they had. */
  async #prune(last: string | undefined): Promise<void> {
    const files = newestFirst(this.#folder, answerEnding);
    for (const file of files.slice(keptStates)) await remove(file);
    const states = files.slice(0, keptStates).map((file) => path.basename(file));
    const needed = new Set([...states, last ?? ""].map((state) => state.split("-")[0]));
    for (const { name } of listFolder(this.#folder)) {
      const [own, ending] = [name.slice(0, -restorableEnding.length), name.slice(-restorableEnding.length)];
      if (ending === restorableEnding && !needed.has(own)) await remove(path.join(this.#folder, name));
    }
    await removeAbandonedFiles(this.#folder);
  }
}
