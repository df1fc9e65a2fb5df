/** Writes every event as one line of JSON. Knows nothing of what the events mean. */
import type { Emit, Event } from "../model/event.ts";

/** NDJSON: scripts read the run line by line while it goes on. */
export function createJsonReporter(write: (text: string) => void): Emit {
  return (event) => write(`${JSON.stringify(told(event))}\n`);
}

/** Output has its bytes as `base64`, where its text does not hold them, and not otherwise. */
function told(event: Event): object {
  if (event.type !== "output") return event;
  const { type, step, stream, text, base64, replayed } = event;
  return { type, step, stream, text, base64, replayed };
}
