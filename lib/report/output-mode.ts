/** The ways in which the output of steps is shown, `--output`, as screens. Knows nothing of events. */
import { createScreen, type Chunk, type Frame, type Screen, type Writers } from "./screen.ts";

/**
 * `grouped`: the step that has run longest as it writes, the others when they end. `prefixed`: each line behind the name
 * of its step. `interleaved`: lines as they come. `failed`: of failed steps only, at the end. `none`: of no step.
 */
export const outputModes = ["grouped", "prefixed", "interleaved", "failed", "none"] as const;

export type OutputMode = (typeof outputModes)[number];

/** Of a step that may yet fail: its beginning, and the end, where it says why. */
const keptAtBeginning = 1_000_000;
const keptAtEnd = 4_000_000;

export interface ScreenSetting {
  mode: OutputMode;
  writers: Writers;
  /** For `grouped`, and for what is shown at the end. */
  frame: Frame;
  /** `lint | `, for `prefixed`. */
  prefix(step: string): string;
  /** Steps whose output is grouped in mode `failed`, too: somebody asked for them by name. */
  isShown(step: string): boolean;
}

export interface OutputScreen extends Screen {
  /** Is told at the end only why steps failed? */
  isLate(): boolean;
  /** The output of a step that failed, for the end. */
  tell(step: string): void;
}

/** The screen of a mode. */
export function createOutputScreen(setting: ScreenSetting): OutputScreen {
  const { mode, writers, frame } = setting;
  const now = { isLate: () => false, tell: () => {} };
  if (mode === "prefixed" || mode === "interleaved") {
    const prefix = mode === "prefixed" ? setting.prefix : () => "";
    return { ...createLineScreen(writers, prefix), ...now };
  }
  const screen = createScreen(writers, frame);
  if (mode === "grouped") return { ...screen, ...now };
  const kept = new Map<string, KeptOutput>();
  const isHeld = (step: string) => mode === "none" || !setting.isShown(step);
  return {
    ...screen,
    isLate: () => mode === "failed",
    print(step, chunk) {
      if (!isHeld(step)) return screen.print(step, chunk);
      if (mode === "none") return;
      const output = kept.get(step) ?? new KeptOutput();
      kept.set(step, output);
      output.add(chunk);
    },
    tell(step) {
      for (const chunk of kept.get(step)?.chunks() ?? []) screen.print(step, chunk);
      kept.delete(step);
    },
  };
}

class KeptOutput {
  readonly #beginning: Chunk[] = [];
  readonly #end: Chunk[] = [];
  #beginningLength = 0;
  #endLength = 0;
  #lost = 0;

  add(chunk: Chunk): void {
    const length = lengthOf(chunk);
    if (this.#beginningLength < keptAtBeginning && this.#end.length === 0) {
      this.#beginning.push(chunk);
      this.#beginningLength += length;
      return;
    }
    this.#end.push(chunk);
    this.#endLength += length;
    while (this.#endLength > keptAtEnd && this.#end.length > 1) {
      const gone = lengthOf(this.#end.shift()!);
      this.#endLength -= gone;
      this.#lost += gone;
    }
  }

  chunks(): Chunk[] {
    const text = `... ${this.#lost} bytes are left out here; --output grouped shows all ...\n`;
    const gap: Chunk[] = this.#lost === 0 ? [] : [{ stream: "stderr", text, isOwn: true }];
    return [...this.#beginning, ...gap, ...this.#end];
  }
}

/** Of what only waits no text is made. */
function lengthOf(chunk: Chunk): number {
  return chunk.bytes?.length ?? Buffer.byteLength(chunk.text);
}

/** Whole lines in the order in which they end, each behind the name of its step. */
function createLineScreen(writers: Writers, prefix: (step: string) => string): Screen {
  const open = new Map<string, { step: string; stream: "stdout" | "stderr"; text: string }>();
  const flush = (step: string) => {
    for (const [key, line] of open) {
      if (line.step !== step) continue;
      open.delete(key);
      if (line.text !== "") writers[line.stream](`${prefix(step)}${line.text}\n`);
    }
  };
  const say = (text: string) => {
    if (text !== "") writers.stderr(text);
  };
  return {
    start: () => {},
    release: flush,
    say,
    print(step, { stream, text }) {
      const key = `${stream} ${step}`;
      const lines = ((open.get(key)?.text ?? "") + text).split("\n");
      open.set(key, { step, stream, text: lines.pop() ?? "" });
      if (lines.length > 0) writers[stream](lines.map((line) => `${prefix(step)}${line}\n`).join(""));
    },
    finish(step, text) {
      flush(step);
      say(text);
    },
    close() {
      for (const { step } of open.values()) flush(step);
    },
  };
}
