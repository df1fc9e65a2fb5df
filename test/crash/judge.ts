/**
 * Judges what was seen after a kill and after the runs that followed: which promises did not hold. Pure.
 */
import type { Artifact, StepResult } from "../../lib/model/event.ts";
import type { Placed, Programs } from "./checkout.ts";
import type { Ended } from "./processes.ts";

/** Programs that `go build` made of the sources so far: by place, then by digest. */
export type Good = ReadonlyMap<string, ReadonlyMap<string, Placed>>;

/** What a run said of its programs at its end. */
export function resultsOf({ events }: Pick<Ended, "events">): StepResult[] {
  return events.flatMap((event) => (event.type === "run-finished" ? event.results : []));
}

/** After the kill: what is in its place is whole. */
export function judgeKilled(found: Programs, good: Good): string[] {
  return [...found].flatMap(([place, { sha256, sizeBytes, printed }]) => {
    const known = good.get(place)?.get(sha256);
    if (known === undefined) return [`${place} (${sizeBytes} bytes) is nothing that go build makes`];
    return known.printed === printed ? [] : [`${place} prints ${printed} and not ${known.printed}`];
  });
}

/** The run after the kill: it succeeds, and what it calls up to date was so. */
export function judgeNext(run: Ended, before: Programs, after: Programs, current: Programs): string[] {
  const results = resultsOf(run);
  const lies = results.flatMap(({ outcome, artifact }) => {
    const place = artifact?.path ?? "";
    if (outcome !== "up-to-date" || before.get(place)?.sha256 === current.get(place)?.sha256) return [];
    return [`falsely up to date: ${place} printed ${before.get(place)?.printed}`];
  });
  return [...judgeEnd(run), ...lies, ...judgeCurrent(results, after, current)];
}

/** The run after that: nothing is left to do. */
export function judgeThird(run: Ended, after: Programs, current: Programs): string[] {
  const results = resultsOf(run);
  const busy = results.filter(({ outcome }) => outcome !== "up-to-date");
  return [
    ...judgeEnd(run),
    ...busy.map(({ step, unit, outcome, reason }) => `${step} ${unit} is ${outcome}: ${reason}`),
    ...judgeCurrent(results, after, current),
  ];
}

/** The list of artifacts names what is there, as it is, and nothing else. */
export function judgeList(list: Artifact[] | undefined, found: Programs): string[] {
  const listed = new Map((list ?? []).map((artifact) => [artifact.path, artifact]));
  const strange = [...listed.keys()].filter((place) => !found.has(place));
  return [
    ...strange.map((place) => `artifacts.json names ${place}, which is not there`),
    ...[...found].flatMap(([place, { sha256, sizeBytes }]) => {
      const artifact = listed.get(place);
      if (artifact === undefined) return [`artifacts.json does not name ${place}`];
      const same = artifact.sha256 === sha256 && artifact.sizeBytes === sizeBytes;
      return same ? [] : [`artifacts.json has another digest or size for ${place}`];
    }),
  ];
}

function judgeEnd({ code, signal, stderr }: Ended): string[] {
  return code === 0 ? [] : [`exit code ${code}, signal ${signal}: ${stderr.trim()}`];
}

/** The programs of the command are those of the sources as they are, and the run has told them all. */
function judgeCurrent(results: readonly StepResult[], found: Programs, current: Programs): string[] {
  return [...current].flatMap(([place, wanted]) => {
    const placed = found.get(place);
    if (placed === undefined) return [`${place} is not there`];
    const told = results.find(({ artifact }) => artifact?.path === place)?.artifact;
    return [
      ...(placed.sha256 === wanted.sha256 ? [] : [`${place} is not what go build makes of the sources`]),
      ...(placed.printed === wanted.printed ? [] : [`${place} prints ${placed.printed}`]),
      ...(told?.sha256 === placed.sha256 ? [] : [`the run's results have another digest for ${place}`]),
    ];
  });
}
