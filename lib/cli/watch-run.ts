/**
 * Notes what happens in a run and when, and leaves it behind: in `.gowsl/last-run.ndjson` for `gowsl report`. Knows
 * nothing of what is shown meanwhile.
 */
import path from "node:path";
import { now } from "../host/clock.ts";
import { readText } from "../host/files.ts";
import { writeText } from "../host/placing.ts";
import { sealed, unsealed } from "../host/sealed.ts";
import { prepareStateFolder, stateFolder } from "../host/state-folder.ts";
import type { Emit, Event } from "../model/event.ts";
import type { Printed } from "../model/printed.ts";
import { timelineOf, type TimedEvent, type Timeline } from "../report/timeline.ts";

/** A failed compile may have said much; who looks at a report has seen it. */
const keptText = 4000;

export class RunWatcher {
  readonly #events: TimedEvent[] = [];
  readonly #output = new Map<string, OutputEnd>();

  /** Notes each event on its way to `emit`. */
  watch(emit: Emit): Emit {
    return (event) => {
      this.#note(event, now());
      emit(event);
    };
  }

  /** The run as far as it has come. */
  timeline(): Timeline | undefined {
    return timelineOf(this.#events);
  }

  /** Keeps the run, if there was anything to do in it. What can't be written costs a picture. */
  async keep(root: string): Promise<void> {
    const didWork = this.#events.some(
      ({ event }) =>
        event.type === "step-failed" ||
        (event.type === "step-finished" && event.results.some(({ outcome }) => !idle.includes(outcome))),
    );
    if (!didWork) return;
    const lines = this.#events.map((each) => `${JSON.stringify(each)}\n`);
    try {
      await prepareStateFolder(root);
      await writeText(lastRunFile(root), sealed(lines.join("")), "may be lost");
    } catch {
      // The run itself went as it went.
    }
  }

  #note(event: Event, atMs: number): void {
    // Commands have values of variables, which may be secret.
    if (event.type === "command") return;
    if (event.type === "output") {
      const end = this.#output.get(event.step) ?? new OutputEnd();
      this.#output.set(event.step, end);
      end.add(event);
      return;
    }
    if (event.type === "step-finished") {
      const text = this.#output.get(event.step)?.text();
      this.#output.delete(event.step);
      if (text !== undefined) {
        this.#events.push({ atMs, event: { type: "output", step: event.step, stream: "stdout", text } });
      }
    }
    this.#events.push({ atMs, event: shortened(event) });
  }
}

/** The end of what a running step wrote. */
class OutputEnd {
  readonly #pieces: Printed[] = [];
  #size = 0;

  add(piece: Printed): void {
    this.#pieces.push(piece);
    this.#size += sizeOf(piece);
    while (this.#size - sizeOf(this.#pieces[0]!) >= enoughBytes) this.#size -= sizeOf(this.#pieces.shift()!);
  }

  text(): string {
    return this.#pieces
      .map(({ text }) => text)
      .join("")
      .slice(-keptText);
  }
}

/** No character takes more than three for each unit of a text. */
const enoughBytes = 3 * keptText;

/** Its bytes, of which no text is made for this. */
function sizeOf(piece: Printed): number {
  return piece.bytes?.length ?? piece.text.length;
}

const idle: readonly string[] = ["up-to-date", "skipped"];

function shortened(event: Event): Event {
  if (event.type !== "step-failed" && event.type !== "failed") return event;
  const { detail } = event.failure;
  if (detail === undefined || detail.length <= keptText) return event;
  return { ...event, failure: { ...event.failure, detail: `${detail.slice(0, keptText)}\n...` } };
}

function lastRunFile(root: string): string {
  return path.join(stateFolder(root), "last-run.ndjson");
}

/** The last run that had something to do; undefined if there was none, or what is kept of it is damaged. */
export function readLastRun(root: string): Timeline | undefined {
  try {
    const lines = (unsealed(readText(lastRunFile(root))) ?? "").split("\n").filter((line) => line !== "");
    return timelineOf(lines.map((line) => JSON.parse(line) as TimedEvent));
  } catch {
    return undefined;
  }
}
