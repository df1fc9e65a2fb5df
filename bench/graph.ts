/**
 * A generated graph of many small tasks, the same for every runner: each task has ten input files and one
 * output, and needs ten others. Knows no runner.
 */
import { readFileSync, statSync } from "node:fs";
import path from "node:path";

export interface GraphTask {
  /** `t0042`: a name that every runner takes. */
  name: string;
  /** `t/t0042`: the folder of its inputs. */
  folder: string;
  inputs: readonly string[];
  /** Names of the tasks that are done before. */
  needs: readonly string[];
}

const inputsOfTask = 10;
const needsOfTask = 10;

/** The tasks, the root first: task i needs tasks 10i+1 to 10i+10, so the root reaches all. */
export function graphTasks(count: number): GraphTask[] {
  const nameOf = (index: number) => `t${String(index).padStart(4, "0")}`;
  return Array.from({ length: count }, (_, index) => {
    const folder = `t/${nameOf(index)}`;
    const children = Array.from({ length: needsOfTask }, (__, child) => index * needsOfTask + child + 1);
    return {
      name: nameOf(index),
      folder,
      inputs: Array.from({ length: inputsOfTask }, (__, input) => `${folder}/${input}.in`),
      needs: children.filter((child) => child < count).map(nameOf),
    };
  });
}

/** What the inputs hold when nobody has changed them. */
export function inputTexts(tasks: readonly GraphTask[]): Record<string, string> {
  return Object.fromEntries(tasks.flatMap(({ inputs }) => inputs.map((file) => [file, `${file}\n`])));
}

/** The line of a task: it puts its inputs one after the other. */
export function commandOf({ folder }: GraphTask, output: string): string {
  return `cat ${folder}/*.in > ${output}`;
}

/** Whether a task's output is what its inputs are now. */
export function isRight(root: string, task: GraphTask, output: string): boolean {
  const expected = task.inputs.map((file) => readFileSync(path.join(root, file), "utf8")).join("");
  return textOf(path.join(root, output)) === expected;
}

function textOf(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
}

/** When each output was written; another text means that one was written again. */
export function timesOf(root: string, outputs: readonly string[]): string {
  return outputs
    .map((file) => {
      const stat = statSync(path.join(root, file), { bigint: true, throwIfNoEntry: false });
      return stat === undefined ? "none" : `${stat.ino}.${stat.mtimeNs}`;
    })
    .join();
}
