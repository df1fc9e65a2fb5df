/** What a task needs, in the forms that a config may write it. Pure; knows nothing of what the tasks are. */
import type { ArgumentValue } from "./task-arguments.ts";

/** A task with values for its arguments, or with some cells of its matrix. `{args.x}` and `{matrix.x}` are those of the task that needs it. */
export interface TaskNeed {
  task: string;
  args?: Readonly<Record<string, ArgumentValue>>;
  matrix?: Readonly<Record<string, string | readonly string[]>>;
}

/** Each of these starts when the one before it has ended; those of a list run side by side. */
export interface SerialNeed {
  serial: readonly (string | TaskNeed | readonly (string | TaskNeed)[])[];
}

export type Need = string | TaskNeed | SerialNeed;

/** A list runs side by side. */
export type Needs = readonly Need[] | SerialNeed;

/** The needs as lists that run one after the other; within a list side by side. */
export function chainsOf(needs: Needs | undefined): TaskNeed[][][] {
  return listOf(needs).map((need) => {
    if (typeof need === "string" || !("serial" in need)) return [[taskNeed(need)]];
    return need.serial.map((stage) => (isList(stage) ? stage.map(taskNeed) : [taskNeed(stage)]));
  });
}

/** Needs that are nothing but names. */
export function plainNames(needs: Needs | undefined): readonly string[] | undefined {
  if (needs === undefined) return [];
  if (!Array.isArray(needs)) return undefined;
  return needs.every((need) => typeof need === "string") ? (needs as string[]) : undefined;
}

/** Names of all tasks that are needed, each once. */
export function needNames(needs: Needs | undefined): string[] {
  const plain = plainNames(needs);
  if (plain !== undefined) return plain.length < 2 ? [...plain] : [...new Set(plain)];
  return [
    ...new Set(
      chainsOf(needs)
        .flat(2)
        .map(({ task }) => task),
    ),
  ];
}

/** The same needs with other names. */
export function renameNeeds(needs: Needs, rename: (name: string) => string): Needs {
  const one = (need: string | TaskNeed) =>
    typeof need === "string" ? rename(need) : { ...need, task: rename(need.task) };
  const each = (need: Need): Need => {
    if (typeof need === "string" || !("serial" in need)) return one(need);
    return { serial: need.serial.map((stage) => (isList(stage) ? stage.map(one) : one(stage))) };
  };
  return isList(needs) ? needs.map(each) : (each(needs) as SerialNeed);
}

/** `a, b, then c`: for people. */
export function needsText(needs: Needs | undefined): string {
  const parts = chainsOf(needs).map((chain) =>
    chain.map((stage) => stage.map(needText).join(chain.length > 1 ? " and " : ", ")).join(", then "),
  );
  return parts.join(", ");
}

function needText({ task, args = {}, matrix = {} }: TaskNeed): string {
  const values = [...Object.entries(matrix), ...Object.entries(args)];
  return [task, ...values.map(([name, value]) => `${name}=${String(value)}`)].join(" ");
}

function listOf(needs: Needs | undefined): readonly Need[] {
  if (needs === undefined) return [];
  return isList(needs) ? needs : [needs];
}

function taskNeed(need: string | TaskNeed): TaskNeed {
  return typeof need === "string" ? { task: need } : need;
}

/** Array.isArray does not narrow lists that are readonly. */
function isList<Item>(value: readonly Item[] | object | string): value is readonly Item[] {
  return Array.isArray(value);
}
