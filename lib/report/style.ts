/** Decides whether text is coloured, and colours it. Knows nothing of what the colours mean. */
import type { Environment } from "../model/host.ts";

/** Each function wraps its text in escape codes, or leaves it alone when colour is off. */
export interface Style {
  bold(text: string): string;
  dim(text: string): string;
  red(text: string): string;
  green(text: string): string;
  yellow(text: string): string;
  cyan(text: string): string;
}

/** NO_COLOR comes first (no-color.org), then FORCE_COLOR, then what the terminal can do. */
export function isColorEnabled(environment: Environment, isTerminal: boolean): boolean {
  if (environment["NO_COLOR"]) return false;
  const force = environment["FORCE_COLOR"];
  if (force && force !== "0") return true;
  return environment["TERM"] !== "dumb" && isTerminal;
}

/** The styles of one stream. */
export function styles(enabled: boolean): Style {
  const wrap = (open: number, close: number) => (text: string) =>
    enabled && text !== "" ? `\u001b[${open}m${text}\u001b[${close}m` : text;
  return {
    bold: wrap(1, 22),
    dim: wrap(2, 22),
    red: wrap(31, 39),
    green: wrap(32, 39),
    yellow: wrap(33, 39),
    cyan: wrap(36, 39),
  };
}

const escape = String.fromCharCode(0x1b);
const bell = String.fromCharCode(0x07);

/** Escape sequences of ECMA-48: CSI, and OSC, which titles and links are written with. */
const sequences = new RegExp(
  `${escape}(\\[[0-?]*[ -/]*[@-~]|\\][^${bell}${escape}]*(${bell}|${escape}\\\\))`,
  "g",
);

/** The text without colours and its like. */
export function stripColors(text: string): string {
  return text.replace(sequences, "");
}
