/**
 * Reports of several goes as one: what was measured before stays until it is measured again. Knows no files
 * and no clock.
 */
import type { CaseResult, Machine, Report } from "./result.ts";

/** Names a part among all of a report. */
export function partName({ case: name, project }: Pick<CaseResult, "case" | "project">): string {
  return `${name}, ${project}`;
}

/** An empty report of a mode on a machine. */
export function emptyReport(mode: Report["mode"], machine: Machine): Report {
  return { mode, machine, projects: [], cases: [], absent: [] };
}

/** What a go may add to: the kept report, if it is of the same mode and the same machine. */
export function continued(kept: Report | undefined, fresh: Report): Report {
  if (kept === undefined || kept.mode !== fresh.mode || !isSameMachine(kept.machine, fresh.machine))
    return fresh;
  // What is absent now is told anew; that a part failed was told by the go in which it did.
  return { ...kept, machine: fresh.machine, absent: fresh.absent };
}

/**
 * The same hardware with the same Node and Go; the peers have pinned versions. With another kernel it is the same
 * machine still: what is compared was measured in one go, and each go says on which.
 */
function isSameMachine(one: Machine, other: Machine): boolean {
  const facts = ({ cpu, cores, memoryGiB, versions }: Machine) =>
    JSON.stringify([cpu, cores, memoryGiB, versions.filter(([name]) => name === "Node" || name === "Go")]);
  return facts(one) === facts(other);
}

/** The parts in the order of `names`, then what is in none of them. */
export function withCase(report: Report, result: CaseResult, names: readonly string[]): Report {
  const others = report.cases.filter((each) => partName(each) !== partName(result));
  const place = (each: CaseResult) => {
    const index = names.indexOf(partName(each));
    return index === -1 ? names.length : index;
  };
  const cases = [...others, result].toSorted((left, right) => place(left) - place(right));
  return { ...report, cases };
}

/** Whether a part was measured with these very programs of gowsl. */
export function isMeasured(report: Report, name: string, programs: string): boolean {
  return report.cases.some((each) => partName(each) === name && each.measured.programs === programs);
}
