/** What a program has printed at once, as text and as bytes. Knows nothing of who reads it. */
import type { Event } from "./event.ts";

export interface Printed {
  text: string;
  /** The bytes, where the text does not hold them. */
  base64?: string | undefined;
  /** The bytes in any case, of what has just come from a command. Events that are written down have none. */
  bytes?: Uint8Array | undefined;
}

type OutputEvent = Extract<Event, { type: "output" }>;

/**
 * As an event, whose text is made when somebody asks: a log of gigabytes is mostly passed on, and nothing else. The
 * text is that of the class, and a copy by `...` has none: to give each object its own takes a fifth of that work.
 */
export function outputEvent(step: string, stream: OutputEvent["stream"], printed: Printed): OutputEvent {
  return new PrintedEvent(step, stream, printed);
}

class PrintedEvent implements OutputEvent {
  readonly type = "output";
  readonly step: string;
  readonly stream: OutputEvent["stream"];
  readonly #printed: Printed;

  constructor(step: string, stream: OutputEvent["stream"], printed: Printed) {
    this.step = step;
    this.stream = stream;
    this.#printed = printed;
  }

  get text(): string {
    return this.#printed.text;
  }

  get base64(): string | undefined {
    return this.#printed.base64;
  }

  get bytes(): Uint8Array | undefined {
    return this.#printed.bytes;
  }
}
