/**
 * The arguments that a task declares: their types, and how a value is read from the text of a command
 * line. Knows nothing of options, configs or shells.
 */
import { didYouMean } from "./closest.ts";

/** What every argument may say of itself. One with neither `default` nor `optional` must be given. */
export interface ArgumentSettings<Value> {
  /** One line for `gowsl help TASK`. */
  description?: string;
  default?: Value;
  /** May be left out; the value is then undefined. */
  optional?: boolean;
  /** Taken from the words behind the task, in the order of declaration: `gowsl deploy prod`. */
  positional?: boolean;
}

export interface NumberSettings extends ArgumentSettings<number> {
  min?: number;
  max?: number;
  /** Only whole numbers. */
  whole?: boolean;
}

export type Argument =
  | ({ type: "choice"; values: readonly string[] } & ArgumentSettings<string>)
  | ({ type: "number" } & NumberSettings)
  | ({ type: "text" } & ArgumentSettings<string>)
  | { type: "flag"; description?: string; default?: boolean };

/** Arguments by name: `{ env: choice("dev", "prod") }`. */
export type Arguments = Readonly<Record<string, Argument>>;

export type ArgumentValue = string | number | boolean;

/** Values by name; what is optional and was not given is missing. */
export type ArgumentValues = Readonly<Record<string, ArgumentValue>>;

type ValueOf<One> = One extends { type: "choice"; values: readonly (infer Value)[] }
  ? Value
  : One extends { type: "number" }
    ? number
    : One extends { type: "flag" }
      ? boolean
      : string;

/** The type of `args` in a function whose task declares these. */
export type ValuesOf<Declared> = {
  readonly [Name in keyof Declared]:
    ValueOf<Declared[Name]> | (Declared[Name] extends { optional: true } ? undefined : never);
};

/** Must a value be given? */
export function isRequired(argument: Argument): boolean {
  return argument.type !== "flag" && argument.default === undefined && argument.optional !== true;
}

/** Is it taken from the words behind the task? */
export function isPositional(argument: Argument): boolean {
  return argument.type !== "flag" && argument.positional === true;
}

/** What is taken where nothing is given. */
export function defaultOf(argument: Argument): ArgumentValue | undefined {
  return argument.type === "flag" ? (argument.default ?? false) : argument.default;
}

/** A value, or what is wrong with it. */
export type ReadValue = { value: ArgumentValue } | { thing: string; next: string };

/** Reads the text of a command line, or a value of a config, which may be of the type itself. */
export function readArgument(argument: Argument, given: string | number | boolean): ReadValue {
  const text = String(given);
  switch (argument.type) {
    case "choice": {
      if (argument.values.includes(text)) return { value: text };
      const fallback = `There are ${argument.values.join(", ")}.`;
      return { thing: `"${text}" is none of its values`, next: didYouMean(text, argument.values, fallback) };
    }
    case "number":
      return readNumber(argument, text);
    case "flag":
      if (text === "true" || text === "false") return { value: text === "true" };
      return { thing: `"${text}" is neither true nor false`, next: "Leave the value out." };
    case "text":
      return { value: text };
  }
}

function readNumber(argument: NumberSettings, text: string): ReadValue {
  const value = text.trim() === "" ? Number.NaN : Number(text);
  if (!Number.isFinite(value)) return { thing: `"${text}" is not a number`, next: "Write it like 8080." };
  if (argument.whole && !Number.isInteger(value)) {
    return { thing: `${text} is not a whole number`, next: `Write ${Math.round(value)}, for example.` };
  }
  const { min = -Infinity, max = Infinity } = argument;
  if (value >= min && value <= max) return { value };
  const range = [
    ...(min === -Infinity ? [] : [`at least ${min}`]),
    ...(max === Infinity ? [] : [`at most ${max}`]),
  ];
  return { thing: `${text} is out of range`, next: `It takes ${range.join(" and ")}.` };
}

/** `--env <dev|prod>`, `[port]`: how the argument is written in a line of usage. */
export function usageOf(name: string, argument: Argument): string {
  const value = valueText(name, argument);
  const isWord = isPositional(argument);
  const form = isWord ? value : argument.type === "flag" ? `--${name}` : `--${name} ${value}`;
  return isRequired(argument) ? form : `[${isWord ? value.slice(1, -1) : form}]`;
}

/** `<dev|prod>`, `<number>`. */
export function valueText(name: string, argument: Argument): string {
  if (argument.type === "choice") return `<${argument.values.join("|")}>`;
  if (isPositional(argument)) return `<${name}>`;
  return argument.type === "number" ? "<number>" : "<text>";
}

/** The line of usage of a task with arguments. */
export function usageLine(task: string, declared: Arguments): string {
  const parts = Object.entries(declared).map(([name, argument]) => usageOf(name, argument));
  return ["gowsl", task, ...parts].join(" ");
}

/** The variable by which commands get the value: GOWSL_ARG_DRY_RUN. */
export function argumentVariable(name: string): string {
  return `GOWSL_ARG_${name.replaceAll("-", "_").toUpperCase()}`;
}
