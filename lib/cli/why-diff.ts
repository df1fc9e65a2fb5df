/** `gowsl why --diff KEY KEY`: in what two results differ. Reads, and changes nothing. */
import { changesBetween, changeText } from "../cache/explain.ts";
import type { Entry } from "../cache/manifest.ts";
import { Records } from "../cache/records.ts";
import { TaskRecords } from "../cache/task-records.ts";
import { now } from "../host/clock.ts";
import type { Emit } from "../model/event.ts";
import { collect, failure, success, type Result } from "../model/failure.ts";
import type { Arguments } from "./arguments.ts";
import { TestResults } from "../run/test-results.ts";
import type { Project } from "./project.ts";
import { reportFailures } from "./failures.ts";
import { openStore } from "./run-setting.ts";

interface Known {
  key: string;
  entries: readonly Entry[];
}

/** Prints the differences on stdout and returns the exit code. */
export async function explainKeys(project: Project, given: Arguments, emit: Emit): Promise<number> {
  if (given.words.length !== 2) {
    const thing = `${given.words.length} keys are named, and two are compared`;
    const next =
      "`gowsl why build --verbose` and `gowsl why test --verbose` show keys, and so does dist/artifacts.json.";
    return reportFailures([{ family: "command-line", place: "gowsl why --diff", thing, next }], emit);
  }
  const found = collect(await Promise.all(given.words.map((word) => findKey(project, word))));
  if (!found.ok) return reportFailures(found.failures, emit);
  const [before, after] = found.value as [Known, Known];
  const changes = changesBetween(before.entries, after);
  const { stdout } = project.terminal;
  if (given.json) {
    stdout(`${JSON.stringify({ schema: 1, before: before.key, now: after.key, changes }, null, 2)}\n`);
  } else if (changes.length === 0) stdout("the two are the same\n");
  else for (const change of changes) stdout(`${changeText(change)}\n`);
  return 0;
}

/** The one result whose key begins so, among the records of this checkout and what the store has. */
async function findKey(project: Project, start: string): Promise<Result<Known>> {
  const place = "gowsl why --diff";
  if (!/^[0-9a-f]{6,64}$/.test(start)) {
    const thing = `"${start}" is no key: that is six or more of its first digits`;
    return failure({ family: "command-line", place, thing, next: "`gowsl why TASK --verbose` shows keys." });
  }
  const found = new Map<string, readonly Entry[]>();
  for (const { key, entries } of await new Records(project.root).all()) {
    if (key.startsWith(start)) found.set(key, entries);
  }
  for (const { key, entries } of await new TaskRecords(project.root).all()) {
    if (key.startsWith(start)) found.set(key, entries);
  }
  for (const [key, entries] of await new TestResults(project.root, now).entriesFrom(start)) {
    found.set(key, entries);
  }
  const store = openStore(project);
  for (const key of await store.keysFrom(start)) {
    const entries = found.has(key) ? undefined : store.entries(key);
    if (entries !== undefined) found.set(key, entries);
  }
  const [first, second] = found;
  if (first !== undefined && second === undefined) return success({ key: first[0], entries: first[1] });
  const thing =
    first === undefined
      ? `no result is known whose key begins with ${start}`
      : `several keys begin with ${start}`;
  const next = first === undefined ? "Results that were evicted are forgotten." : "Give more digits.";
  return failure({ family: "command-line", place, thing, next });
}
