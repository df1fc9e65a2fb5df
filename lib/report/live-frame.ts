/**
 * Draws the live view of a run as lines: a grid for each matrix of targets, the running steps, and a bar. Pure: the
 * same state, size and time are the same lines. Knows nothing of terminals.
 *
 * All of it is plain ASCII but for names: signs of boxes and blocks are two columns wide on some terminals of East
 * Asia, and no font lacks these.
 */
import type { LiveState, LiveStep } from "./live.ts";
import { donePart, remaining } from "./live.ts";
import { oneLine, outcomeText, paintOutcome } from "./result.ts";
import type { Style } from "./style.ts";
import { cutToWidth, displayWidth } from "./width.ts";

export interface FrameSetting {
  columns: number;
  rows: number;
  nowMs: number;
  style: Style;
}

export interface FrameLine {
  text: string;
  width: number;
}

/** Quick work needs no view, and would only blink. */
const patienceMs = 300;
/** More running steps than this nobody reads. */
const mostSteps = 10;

/** The lines of this moment, each narrower than the terminal, all together lower. */
export function liveFrame(state: LiveState | undefined, setting: FrameSetting): FrameLine[] {
  if (state === undefined || setting.nowMs - state.startedMs < patienceMs) return [];
  if (state.interactive !== undefined) return [];
  // The last column stays free: some terminals go to the next line behind it.
  const columns = setting.columns - 1;
  if (columns < 10 || setting.rows < 2) return [];
  const room = setting.rows - 2;
  const grids = state.total > 1 ? gridLines(state, setting, columns) : [];
  const shownGrids = grids.length <= room - 1 ? grids : [];
  const steps = stepLines(state, setting, columns, Math.min(mostSteps, room - shownGrids.length));
  return [...shownGrids, ...steps, barLine(state, setting, columns)];
}

function plainLine(
  text: string,
  columns: number,
  paint: (text: string) => string = (each) => each,
): FrameLine {
  const cut = cutToWidth(text, columns);
  return { text: paint(cut), width: displayWidth(cut) };
}

/** `cross linux/amd64   4.1 s of 6 s  building greet`. */
function stepLines(state: LiveState, setting: FrameSetting, columns: number, room: number): FrameLine[] {
  const running = [...state.running].map((id) => state.steps.get(id)!);
  const isCut = running.length > room;
  const shown = running.slice(0, isCut ? Math.max(0, room - 1) : room);
  const times = shown.map((step) => timeText(step, setting.nowMs));
  const timeWidth = Math.max(0, ...times.map(displayWidth));
  const nameRoom = Math.max(4, columns - 4 - timeWidth);
  const nameWidth = Math.min(nameRoom, Math.max(0, ...shown.map(({ id }) => displayWidth(id))));
  const lines = shown.map((step, index): FrameLine => {
    const name = padEnd(cutToWidth(step.id, nameWidth), nameWidth);
    const time = padStart(times[index]!, timeWidth);
    const before = `  ${name}  ${time}`;
    const rest = columns - displayWidth(before) - 2;
    const text = rest < 12 ? "" : cutToWidth(oneLine(step.text), rest);
    const isLate = step.expectedMs !== undefined && setting.nowMs - step.startedMs > step.expectedMs * 1.5;
    const { style } = setting;
    if (displayWidth(before) > columns) return plainLine(before.trim(), columns, style.bold);
    return {
      text: `  ${style.bold(name)}  ${isLate ? style.yellow(time) : time}${text === "" ? "" : `  ${style.dim(text)}`}`,
      width: displayWidth(before) + (text === "" ? 0 : 2 + displayWidth(text)),
    };
  });
  const left = running.length - shown.length;
  if (isCut && room > 0) lines.push(plainLine(`  and ${left} more`, columns, setting.style.dim));
  return lines;
}

/** `[=====>     ] 12 of 40  8.1 s, 5 s left, 1 failed`, or as much of it as there is room for. */
function barLine(state: LiveState, { nowMs, style }: FrameSetting, columns: number): FrameLine {
  const left = remaining(state, nowMs);
  const failed = state.failed === 0 ? undefined : `${state.failed} failed`;
  const parts = [
    clock(nowMs - state.startedMs),
    ...(left === undefined || left < 1000 ? [] : [`${clock(left)} left`]),
    ...(failed === undefined ? [] : [failed]),
  ];
  let text = `${state.done} of ${state.total}  ${parts.join(", ")}`;
  if (displayWidth(text) > columns) {
    text = [`${state.done}/${state.total}`, parts[0], ...(failed === undefined ? [] : [failed])].join(" ");
  }
  const barWidth = Math.min(30, columns - displayWidth(text) - 1);
  const cut = cutToWidth(text, columns);
  const painted = failed === undefined ? cut : cut.replace(failed, style.red(failed));
  if (barWidth < 8) return { text: painted, width: displayWidth(cut) };
  const inner = barWidth - 2;
  const filled = Math.floor(donePart(state, nowMs) * inner);
  const head = filled < inner ? ">" : "";
  const bar = `${"=".repeat(filled)}${head}`.padEnd(inner);
  return { text: `[${style.green(bar)}] ${painted}`, width: barWidth + 1 + displayWidth(cut) };
}

/** A task for several targets: systems down, architectures across, and in each field how its step is doing. */
function gridLines(state: LiveState, setting: FrameSetting, columns: number): FrameLine[] {
  const tasks = new Map<string, LiveStep[]>();
  for (const step of state.steps.values()) {
    if (step.target === undefined) continue;
    const steps = tasks.get(step.task);
    if (steps === undefined) tasks.set(step.task, [step]);
    else steps.push(step);
  }
  return [...tasks].flatMap(([task, steps]) =>
    steps.length < 2 ? [] : gridOf(task, steps, setting, columns),
  );
}

function gridOf(
  task: string,
  steps: readonly LiveStep[],
  { nowMs, style }: FrameSetting,
  columns: number,
): FrameLine[] {
  const fields = new Map<string, Map<string, LiveStep>>();
  const across = new Set<string>();
  for (const step of steps) {
    const [system = "", ...rest] = step.target!.split("/");
    const row = fields.get(system) ?? new Map<string, LiveStep>();
    fields.set(system, row.set(rest.join("/"), step));
    across.add(rest.join("/"));
  }
  const firstWidth = Math.max(displayWidth(task), ...[...fields.keys()].map((each) => each.length));
  const cell = (step: LiveStep | undefined) => (step === undefined ? "" : fieldText(step, nowMs));
  const widths = [...across].map((architecture) =>
    Math.max(
      architecture.length,
      10,
      ...[...fields.values()].map((row) => cell(row.get(architecture)).length),
    ),
  );
  const width = firstWidth + widths.reduce((sum, each) => sum + each + 2, 0);
  if (width > columns) {
    const done = steps.filter((step) => step.state !== "waiting" && step.state !== "running").length;
    return [plainLine(`${task}: ${done} of ${steps.length} targets`, columns)];
  }
  const titles = [...across].map((architecture, index) => architecture.padEnd(widths[index]!));
  const head = [padEnd(task, firstWidth), ...titles].join("  ").trimEnd();
  const rows = [...fields].map(([system, row]): FrameLine => {
    const last = [...across].findLastIndex((architecture) => row.has(architecture));
    const cells = [...across].slice(0, last + 1).map((architecture, index) => {
      const step = row.get(architecture);
      const text = index === last ? cell(step) : cell(step).padEnd(widths[index]!);
      return { text, painted: step === undefined ? text : paintField(step, text, style) };
    });
    const name = padEnd(system, firstWidth);
    return {
      text: [name, ...cells.map(({ painted }) => painted)].join("  "),
      width: displayWidth([name, ...cells.map(({ text }) => text)].join("  ")),
    };
  });
  return [plainLine(head, columns, style.bold), ...rows];
}

function fieldText(step: LiveStep, nowMs: number): string {
  if (step.state === "waiting") return ".";
  if (step.state === "running") return clock(nowMs - step.startedMs);
  return outcomeText(step.state);
}

function paintField({ state }: LiveStep, text: string, style: Style): string {
  if (state === "waiting") return style.dim(text);
  return state === "running" ? style.cyan(text) : paintOutcome(state, text, style);
}

function timeText({ startedMs, expectedMs }: LiveStep, nowMs: number): string {
  const elapsed = clock(nowMs - startedMs);
  return expectedMs === undefined || expectedMs < 1000 ? elapsed : `${elapsed} of ${clock(expectedMs)}`;
}

/** `4.1 s`, `42 s`, `2:05`: short, as it moves. */
function clock(milliseconds: number): string {
  const tenths = Math.floor(Math.max(0, milliseconds) / 100);
  if (tenths < 100) return `${(tenths / 10).toFixed(1)} s`;
  const seconds = Math.floor(tenths / 10);
  if (seconds < 60) return `${seconds} s`;
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}

function padEnd(text: string, width: number): string {
  return text + " ".repeat(Math.max(0, width - displayWidth(text)));
}

function padStart(text: string, width: number): string {
  return " ".repeat(Math.max(0, width - displayWidth(text))) + text;
}
