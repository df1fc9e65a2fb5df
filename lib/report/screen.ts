/**
 * Puts the output of steps that run at once on one screen, so that lines of two steps never mix.
 * Knows nothing of events and of what the lines say.
 */

import type { Printed } from "../model/printed.ts";

export type Stream = "stdout" | "stderr";

export interface Chunk extends Printed {
  stream: Stream;
  /** A line of gowsl amid the step's output: it never continues a line that the step began. */
  isOwn?: boolean;
}

/** What stands around the output of a step. */
export interface Frame {
  open(step: string): string;
  /** Absent: the frame is only a heading. Present: nothing of another step may come in between. */
  close?: string;
}

export interface Screen {
  /** The step runs now. The one that has run longest owns the screen. */
  start(step: string): void;
  /** Shows output of the step at once if it owns the screen, else keeps it. */
  print(step: string, chunk: Chunk): void;
  /** Shows what was kept of the step. */
  release(step: string): void;
  /** Writes whole lines of gowsl, outside of all frames. */
  say(text: string, step?: string): void;
  /** The step has ended: shows what was kept of it, then these lines; the next step owns the screen. */
  finish(step: string, text: string): void;
  /** Shows everything that was kept. */
  close(): void;
}

export type Writers = Record<Stream, (printed: string | Uint8Array) => void>;

export function createScreen(writers: Writers, frame: Frame): Screen {
  const write = createLineWriter(writers);
  /** Output kept of the running steps, longest running first. */
  const kept = new Map<string, Chunk[]>();
  /** The step that the last line names or belongs to: no heading is needed before more of it. */
  let current: string | undefined;
  let isFrameOpen = false;
  /** What came while a frame of another step was open. Empty when no frame is open. */
  let waiting: (() => void)[] = [];

  function closeFrame(): void {
    if (!isFrameOpen) return;
    write({ stream: "stderr", text: frame.close ?? "", isOwn: true });
    isFrameOpen = false;
    current = undefined;
  }

  function drain(): void {
    const due = waiting;
    waiting = [];
    for (const action of due) action();
    if (due.length > 0) closeFrame();
  }

  function show(step: string, chunk: Chunk): void {
    if (current !== step) {
      closeFrame();
      drain();
      write({ stream: "stderr", text: frame.open(step), isOwn: true });
      current = step;
      isFrameOpen = frame.close !== undefined;
    }
    write(chunk, step);
  }

  function whenFree(step: string | undefined, action: () => void): void {
    if (isFrameOpen && current !== step) waiting.push(action);
    else action();
  }

  function say(text: string, step?: string): void {
    whenFree(step, () => {
      closeFrame();
      if (text !== "") {
        write({ stream: "stderr", text, isOwn: true });
        current = frame.close === undefined ? step : undefined;
      }
      drain();
    });
  }

  function release(step: string): void {
    const chunks = kept.get(step)?.splice(0) ?? [];
    if (chunks.length === 0) return;
    whenFree(step, () => {
      for (const chunk of chunks) show(step, chunk);
    });
  }

  function start(step: string): void {
    if (!kept.has(step)) kept.set(step, []);
  }

  function finish(step: string, text: string): void {
    release(step);
    kept.delete(step);
    say(text, step);
    const [owner] = kept.keys();
    if (owner !== undefined) release(owner);
  }

  return {
    start,
    print(step, chunk) {
      if (isEmpty(chunk)) return;
      start(step);
      const [owner] = kept.keys();
      if (owner === step) show(step, chunk);
      else kept.get(step)?.push(chunk);
    },
    release,
    say,
    finish,
    close() {
      for (const step of kept.keys()) finish(step, "");
      closeFrame();
      drain();
    },
  };
}

/** Ends a line that was left open before anybody but the step that left it writes on. */
function createLineWriter(writers: Writers): (chunk: Chunk, step?: string) => void {
  const openLine: Record<Stream, string | undefined> = { stdout: undefined, stderr: undefined };
  /** Where the cursor of a terminal that shows both streams stands in an open line. */
  let cursor: Stream | undefined;

  return (chunk, step) => {
    if (isEmpty(chunk)) return;
    const { stream, isOwn = false } = chunk;
    const writer = isOwn ? undefined : step;
    if (openLine[stream] !== undefined && openLine[stream] !== writer) {
      writers[stream]("\n");
      if (cursor === stream) cursor = undefined;
    }
    if (cursor !== undefined && openLine[cursor] !== writer) {
      // stdout may be a file or a variable of a script: its bytes stay the step's own.
      writers.stderr("\n");
      cursor = undefined;
    }
    writers[stream](asPrinted(chunk));
    const isLineOpen = !endsLine(chunk);
    openLine[stream] = isLineOpen ? writer : undefined;
    cursor = isLineOpen ? stream : undefined;
  };
}

// None of these makes a text of bytes that are only passed on.

function asPrinted(chunk: Chunk): string | Uint8Array {
  if (chunk.bytes !== undefined) return chunk.bytes;
  return chunk.base64 === undefined ? chunk.text : Buffer.from(chunk.base64, "base64");
}

function isEmpty(chunk: Chunk): boolean {
  return (chunk.bytes ?? chunk.text).length === 0;
}

function endsLine(chunk: Chunk): boolean {
  return chunk.bytes === undefined ? chunk.text.endsWith("\n") : chunk.bytes.at(-1) === 0x0a;
}
