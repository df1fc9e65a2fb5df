/** What a task may declare of its arguments and of its matrix, checked. Knows nothing of other tasks. */
import { closest, didYouMean } from "../model/closest.ts";
import { axesOf, cellsOf, matrixVariable, type Matrix } from "../model/matrix.ts";
import { argumentVariable } from "../model/task-arguments.ts";
import { placeholdersIn } from "../model/placeholders.ts";
import { below, flag, isRecord, list, nameOf, record, settings, text, words } from "./checks.ts";
import type { Check, Entries, Report } from "./checks.ts";

const finite: Check = (value, at, report) => {
  if (typeof value !== "number" || !Number.isFinite(value)) {
    report(at, `must be a number, not ${typeof value === "number" ? value : nameOf(value)}`);
  }
};

const common = { description: text(), optional: flag, positional: flag };

/** The settings of an argument, by its type; the word of the API is the same. */
const argumentTypes: Readonly<Record<string, Readonly<Record<string, Check>>>> = {
  choice: { ...common, values: list(words), default: text() },
  number: { ...common, default: finite, min: finite, max: finite, whole: flag },
  text: { ...common, default: text() },
  flag: { description: text(), default: flag },
};

/** `dry-run`, as it stands behind `--`. */
const argumentName: Check = (value, at, report) => {
  if (/^[A-Za-z][A-Za-z0-9]*(-[A-Za-z0-9]+)*$/.test(String(value))) return;
  report(at, `"${String(value)}" can't be the name of an argument`, 'Write it like "port" or "dry-run".');
};

const argument: Check = (value, at, report) => {
  const type = isRecord(value) ? value["type"] : undefined;
  if (!isRecord(value) || typeof type !== "string" || !Object.hasOwn(argumentTypes, type)) {
    const near = typeof type === "string" ? closest(type, Object.keys(argumentTypes)) : undefined;
    const next = near === undefined ? wayToArgument(value) : `Did you mean ${near}(...)?`;
    return report(at, "was not made by choice, number, text or flag", next);
  }
  settings(type, { ...argumentTypes[type], type: () => {} })(value, at, report);
  const { values, default: fallback, min, max } = value;
  if (type === "choice" && (!Array.isArray(values) || values.length === 0)) {
    report(at, "has no values to choose from", 'Write choice("dev", "prod").');
  } else if (type === "choice" && fallback !== undefined && !(values as unknown[]).includes(fallback)) {
    const known = (values as unknown[]).filter((each) => typeof each === "string");
    const next = didYouMean(String(fallback), known, `There are ${known.join(", ")}.`);
    report(`${at}.default`, `"${String(fallback)}" is none of its values`, next);
  }
  if (typeof min === "number" && typeof max === "number" && min > max) {
    report(`${at}.min`, `${min} is more than max, ${max}`, "Swap them.");
  }
  if (typeof fallback === "number" && ((min as number) > fallback || (max as number) < fallback)) {
    report(`${at}.default`, `${fallback} is out of range`, "Change it, or min and max.");
  }
};

function wayToArgument(value: unknown): string {
  if (typeof value === "number") return `Write number({ default: ${value} }).`;
  if (typeof value === "boolean") return "Write flag().";
  if (typeof value === "string") return `Write text({ default: ${JSON.stringify(value)} }).`;
  if (Array.isArray(value)) return `Write choice(${value.map((each) => JSON.stringify(each)).join(", ")}).`;
  return typeof value === "function" ? "Call it." : 'Write choice("dev", "prod"), for example.';
}

/** `args`: what the task is told on the command line. */
export const declaredArguments: Check = (value, at, report) => {
  record(argument, argumentName)(value, at, report);
  if (isRecord(value)) oneVariableEach(Object.keys(value), argumentVariable, at, report);
};

const cell = record(text());

/** `matrix`: values by axis. */
export const matrix: Check = (value, at, report) => {
  let broken = false;
  const note: Report = (...mistake) => {
    broken = true;
    report(...mistake);
  };
  const axis = (name: string): Check =>
    name === "exclude" || name === "include" ? list(cell) : list(text());
  if (!isRecord(value)) return record(() => {})(value, at, report);
  for (const [name, values] of Object.entries(value)) {
    argumentName(name, below(at, name), note);
    if (values !== undefined) axis(name)(values, below(at, name), note);
    if (Array.isArray(values) && values.length === 0)
      note(below(at, name), "is empty", "Give it a value, or leave it out.");
  }
  if (broken) return;
  const axes = axesOf(value as Matrix);
  if (Object.keys(axes).length === 0) return report(at, "has no axis", 'Write { db: ["pg", "mysql"] }.');
  oneVariableEach(Object.keys(axes), matrixVariable, at, report);
  checkCells(value, axes, at, report);
  if (cellsOf(value as Matrix).length === 0)
    report(`${at}.exclude`, "leaves no cell", "Leave fewer cells out.");
};

/** Cells that are left out or added name axes and values that there are. */
function checkCells(value: Entries, axes: Record<string, string[]>, at: string, report: Report): void {
  for (const which of ["exclude", "include"] as const) {
    for (const [index, entry] of ((value[which] ?? []) as Record<string, string>[]).entries()) {
      const place = `${at}.${which}[${index}]`;
      for (const [name, one] of Object.entries(entry)) {
        const known = Object.keys(axes);
        if (axes[name] === undefined) {
          report(
            place,
            `"${name}" is not an axis`,
            didYouMean(name, known, `There are ${known.join(", ")}.`),
          );
        } else if (!axes[name].includes(one)) {
          const next = didYouMean(one, axes[name], `There are ${axes[name].join(", ")}.`);
          report(below(place, name), `"${one}" is not a value of this axis`, next);
        }
      }
      const missing = Object.keys(axes).filter((name) => entry[name] === undefined);
      if (which === "include" && missing.length > 0) {
        report(place, `does not say what ${missing.join(" and ")} is`, "Name a value for each axis.");
      }
    }
  }
}

/** Two names must not come down to one variable. */
function oneVariableEach(
  names: string[],
  variable: (name: string) => string,
  at: string,
  report: Report,
): void {
  const owners = new Map<string, string>();
  for (const name of names) {
    const owner = owners.get(variable(name));
    if (owner === undefined) owners.set(variable(name), name);
    else report(below(at, name), `"${owner}" and "${name}" both become ${variable(name)}`, "Rename one.");
  }
}

/** Those of Go builds. `${target}` is the shell's, and `{{target}}` that of other tools. */
const buildPlaceholder = /(?<![${])\{(?:(target|artifact)|(git)\.(?:version|commit|date))\}/g;
const whereItHolds: Readonly<Record<string, string>> = {
  target: 'Go builds have it, in hooks. Write matrix: { target: ["linux/amd64"] }, and {matrix.target}.',
  artifact: "Go builds have it, in hooks. Name the file.",
  git: "Go builds have it, in `define` and `ldflags`. Ask git in the line: $(git describe --tags --always).",
};

/** Placeholders that nothing is known of, anywhere in the task. */
export function checkPlaceholders(task: Entries, at: string, report: Report): void {
  const names = (name: "args" | "matrix") => {
    const declared = task[name];
    if (!isRecord(declared)) return [];
    return Object.keys(name === "matrix" ? namesOfAxes(declared) : declared).map(
      (each) => `{${name}.${each}}`,
    );
  };
  const known = [...names("args"), ...names("matrix")];
  const both = names("args").filter((each) => names("matrix").includes(each.replace("args.", "matrix.")));
  for (const name of both) {
    report(`${at}.args`, `${name.slice(6, -1)} is an axis of the matrix, too`, "Rename one of them.");
  }
  const isCommand = task["kind"] === "shell" || task["kind"] === "function";
  const walk = (value: unknown, place: string): void => {
    if (typeof value === "string") {
      for (const [whole, name, git] of isCommand ? value.matchAll(buildPlaceholder) : []) {
        report(place, `"${whole}" has no value in a command`, whereItHolds[name ?? git!]);
      }
      for (const { whole } of placeholdersIn(value)) {
        if (known.includes(whole)) continue;
        const fallback =
          known.length === 0 ? "Declare it in args or matrix of the task." : `There are ${known.join(", ")}.`;
        report(place, `"${whole}" is not a placeholder`, didYouMean(whole, known, fallback));
      }
    } else if (Array.isArray(value)) value.forEach((each, index) => walk(each, `${place}[${index}]`));
    else if (isRecord(value))
      for (const [name, each] of Object.entries(value)) walk(each, below(place, name));
  };
  for (const [name, value] of Object.entries(task)) {
    if (name !== "args" && name !== "matrix" && name !== "description") walk(value, below(at, name));
  }
}

function namesOfAxes(declared: Entries): Entries {
  const { exclude: _, include: __, ...axes } = declared;
  return axes;
}
