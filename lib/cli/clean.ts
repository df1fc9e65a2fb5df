/** `gowsl clean`: removes recorded outputs that are still as gowsl left them, and nothing else. */
import path from "node:path";
import { Records, type Record, type RecordedOutput } from "../cache/records.ts";
import { Store } from "../cache/store.ts";
import { TaskRecords } from "../cache/task-records.ts";
import { now } from "../host/clock.ts";
import {
  describeError,
  digestFile,
  isFile,
  listNames,
  remove,
  realPath,
  removeIfEmpty,
  sameStat,
  statFile,
} from "../host/files.ts";
import { cacheDirectory } from "../host/machine.ts";
import { trackedFiles } from "../host/repository.ts";
import { isAlive } from "../host/run-name.ts";
import type { Emit } from "../model/event.ts";
import { leadsOut } from "../model/paths.ts";
import { removeAbandoned, type AbandonedSetting } from "../run/abandoned.ts";
import type { Arguments } from "./arguments.ts";
import { cleanTasks } from "./clean-tasks.ts";
import type { Project } from "./project.ts";
import { reportFailures } from "./failures.ts";

/** Removes them and says what it removed and what it left, and why. */
export async function clean(project: Project, given: Arguments, emit: Emit): Promise<number> {
  const { root, terminal, machine } = project;
  const records = new Records(root);
  // What killed runs have put away is gowsl's own, too.
  if (!given.dryRun) await removeAbandoned(path.join(root, ".gowsl", "tmp"), abandonedSetting(project));
  const tracked = await trackedFiles(project.children, machine.environment, root);
  const { removed, kept, failures, unfinished } = await cleanTasks(project, tracked, given.dryRun);
  const recorded = (await records.all()).toSorted((left, right) => (left.unit < right.unit ? -1 : 1));
  for (const record of recorded) {
    let left = false;
    for (const output of record.outputs) {
      const file = path.resolve(root, output.path);
      try {
        const reason = tracked.has(output.path) ? "it is in git" : await keepReason(root, file, output);
        if (reason !== undefined) {
          kept.push({ path: output.path, reason });
          left = true;
          continue;
        }
        if ((await statFile(file)) !== undefined) {
          if (!given.dryRun) await remove(file);
          removed.push(output.path);
        }
        if (!given.dryRun) await removeIfEmpty(path.dirname(file));
      } catch (error) {
        failures.push({
          family: "files",
          place: output.path,
          thing: describeError(error),
          next: "Remove it yourself.",
        });
        left = true;
      }
    }
    if (left || given.dryRun) continue;
    await records.remove(record).catch((error: unknown) => {
      failures.push({
        family: "files",
        place: ".gowsl",
        thing: describeError(error),
        next: "Make it writable.",
      });
    });
  }
  if (!given.dryRun) {
    // Where gowsl has built nothing, a list of artifacts is somebody else's.
    if (recorded.length > 0) await remove(path.join(root, "dist", "artifacts.json"));
    await removeIfEmpty(path.join(root, "dist"));
    const store = path.join(cacheDirectory(machine), "store");
    if (given.store) {
      await new Store(store, now).clear().catch((error: unknown) => {
        failures.push({
          family: "files",
          place: store,
          thing: describeError(error),
          next: "Make it writable.",
        });
      });
    }
  }
  const ours = new Set([...removed, ...kept.map((each) => each.path), "dist/artifacts.json"]);
  for (const file of await filesBeside(root, recorded)) {
    if (!ours.has(file)) kept.push({ path: file, reason: "gowsl has not built it" });
  }
  if (given.json) terminal.stdout(`${JSON.stringify({ removed, kept, unfinished }, null, 2)}\n`);
  else if (!given.quiet) {
    for (const file of removed) terminal.stderr(`${given.dryRun ? "would remove" : "removed"} ${file}\n`);
    if (given.store) terminal.stderr(`${given.dryRun ? "would empty" : "emptied"} the artifact store\n`);
    for (const { path: file, reason } of kept) terminal.stderr(`kept ${file}: ${reason}\n`);
    for (const step of unfinished) {
      terminal.stderr(`the last run of ${step} has not ended: what it left stays until ${step} runs again\n`);
    }
    if (removed.length + kept.length + unfinished.length === 0)
      terminal.stderr("nothing to remove: nothing that gowsl has built is here\n");
  }
  return failures.length === 0 ? 0 : reportFailures(failures, emit);
}

function abandonedSetting({ root, machine }: Project): AbandonedSetting {
  return { root, platform: machine.platform, taskRecords: new TaskRecords(root), isAlive, now };
}

/** Files in the folders that gowsl has built into, relative with `/`. */
async function filesBeside(root: string, records: readonly Record[]): Promise<string[]> {
  const outputs = records.flatMap((record) => record.outputs.map((output) => output.path));
  const folders = new Set(outputs.map((output) => path.posix.dirname(output)));
  if (records.length > 0) folders.add("dist");
  // The root and what lies outside hold the user's own files.
  const own = [...folders].filter((folder) => folder !== "." && !/^(\.\.|\/|[A-Za-z]:)/.test(folder));
  const files = await Promise.all(
    own.map(async (folder) => (await listNames(path.join(root, folder))).map((name) => `${folder}/${name}`)),
  );
  return files.flat().filter((file) => isFile(path.join(root, file)));
}

async function keepReason(root: string, file: string, output: RecordedOutput): Promise<string | undefined> {
  // By real paths: a link in a checkout of somebody else may lead anywhere.
  if (leadsOut(path.relative(realPath(root), path.join(realPath(path.dirname(file)), path.basename(file)))))
    return "it was installed outside this project";
  const stat = await statFile(file);
  if (stat === undefined || sameStat(stat, output.stat)) return undefined;
  const same = stat.size === output.sizeBytes && (await digestFile(file)) === output.sha256;
  return same ? undefined : "it was changed by somebody else";
}
