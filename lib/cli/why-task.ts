/** What `gowsl why` says of commands: what would be done, and what moved. Reads, and changes nothing. */
import { changesBetween, changeText, type Change } from "../cache/explain.ts";
import {
  missingInputs,
  examineTask,
  type ExaminedTask,
  type TaskExamineSetting,
} from "../run/task-examine.ts";
import type { DeclaredStep } from "../run/declared-step.ts";

export interface WhyTask {
  examined: ExaminedTask;
  /** Steps that would run before, and may change what this one reads. */
  first: string[];
  /** Why it would fail before it runs. */
  faults: string[];
}

/** Examines a step; `reasons` are those of the steps before it. */
export async function reasonOfTask(
  setting: TaskExamineSetting,
  step: DeclaredStep,
  isIdle: (step: string) => boolean,
): Promise<WhyTask> {
  const examined = await examineTask(setting, step);
  const first = step.declared.from.map((each) => each.step).filter((each) => !isIdle(each));
  // What is not there may come from those.
  const faults =
    first.length > 0 ? [] : missingInputs(examined).map(({ place, thing }) => `${place}: ${thing}`);
  return { examined, first, faults };
}

function changesOf({ record, digested }: ExaminedTask): Change[] {
  return record === undefined ? [] : changesBetween(record.entries, digested);
}

/** For scripts. */
export function taskDocument({ examined, first, faults }: WhyTask): object {
  const { verdict, reason, digested, record, facts } = examined;
  return {
    verdict,
    reason,
    key: digested.key,
    ...(record === undefined ? {} : { recorded: record.key }),
    ...(digested.inexact === undefined ? {} : { inexact: digested.inexact }),
    ...(facts.asks === undefined ? {} : { asks: facts.asks }),
    ...(first.length === 0 ? {} : { first }),
    ...(faults.length === 0 ? {} : { faults }),
    empty: facts.empty.map(({ place, pattern }) => ({ place, pattern })),
    changes: changesOf(examined),
  };
}

const verdicts = { "up-to-date": "is up to date", restore: "would be restored", run: "would run" };

/** For people: first what would be done, then what moved. */
export function taskLines({ examined, first, faults }: WhyTask, verbose: boolean): string[] {
  const { step, verdict, reason, digested, record, facts } = examined;
  const recorded = record === undefined ? "" : `, recorded ${record.key.slice(0, 12)}`;
  const keys = verbose ? ` (key ${digested.key.slice(0, 12)}${recorded})` : "";
  const moved = record !== undefined && record.key !== digested.key && digested.inexact === undefined;
  const because = moved ? "" : `: ${reason}`;
  const lines = [
    `${verdicts[verdict]}${because}${keys}`,
    ...(moved ? changesOf(examined).map(changeText) : []),
  ];
  for (const { place, pattern } of facts.empty) {
    if (!facts.missing.some((each) => each.place === place))
      lines.push(`${place} "${pattern}" names no file`);
  }
  if (first.length > 0) lines.push(`${first.join(", ")} would run first, and may change what it reads`);
  if (facts.asks !== undefined && verbose) lines.push(`there is no instant answer: ${facts.asks}`);
  return [...lines.map((line) => `${step.id}: ${line}`), ...faults.map((fault) => `${fault}; it would fail`)];
}
