/** `gowsl shim install | uninstall | status`: small programs named go, gofmt, ... that a shell or an editor finds. */
import path from "node:path";
import { goTools, isShimText, otherTools, shimListName, withBlock, withoutBlock } from "../go/shim.ts";
import { describeError, digestFile, exists, isFile, readText, remove, removeIfEmpty } from "../host/files.ts";
import { didYouMean } from "../model/closest.ts";
import type { Emit } from "../model/event.ts";
import { failure, success, type Failure, type Result } from "../model/failure.ts";
import type { Arguments } from "./arguments.ts";
import type { Project } from "./project.ts";
import { reportFailures } from "./failures.ts";
import { printDocument } from "./output.ts";
import { makeShims } from "./shim-files.ts";
import { readList, writeList, type ShimList } from "./shim-list.ts";
import {
  latin1,
  pathLine,
  profileFile,
  profileName,
  readProfile,
  unreadableProfile,
  writeProfile,
} from "./shim-profile.ts";
import { shimFolders } from "./shim-route.ts";
import { puttingOnPath, showShims } from "./shim-status.ts";

const actions = ["install", "uninstall", "status"];

/** Runs the command. */
export async function shim(project: Project, given: Arguments, emit: Emit): Promise<number> {
  const [what = "status", ...rest] = given.words;
  if (rest.length > 0 || !actions.includes(what)) {
    return reportFailures(
      [
        {
          family: "command-line",
          place: "gowsl shim",
          thing: `"${given.words.join(" ")}" is nothing that can be done with shims`,
          next: didYouMean(
            rest.length > 0 ? "" : what,
            actions,
            "Write `gowsl shim install`, `uninstall` or `status`.",
          ),
        },
      ],
      emit,
    );
  }
  if (given.profile && what !== "install") {
    return reportFailures(
      [
        {
          family: "command-line",
          place: `gowsl shim ${what}`,
          thing: "--profile belongs to `install`",
          next:
            what === "uninstall" ? "Leave it out: uninstall mends the profile in any case." : "Leave it out.",
        },
      ],
      emit,
    );
  }
  if (what === "status") return showShims(project, given);
  try {
    const done = what === "install" ? await install(project, given) : await uninstall(project, given);
    return done.ok ? 0 : reportFailures(done.failures, emit);
  } catch (error) {
    const { shims } = shimFolders(project.machine.home);
    const place = (error as NodeJS.ErrnoException).path ?? shims;
    return reportFailures(
      [{ family: "files", place, thing: describeError(error), next: "Mend that, and run it again." }],
      emit,
    );
  }
}

async function install(project: Project, given: Arguments): Promise<Result<void>> {
  const { machine, terminal } = project;
  const { shims } = shimFolders(machine.home);
  const profile = given.profile ? profileFile(machine) : undefined;
  if (profile !== undefined && typeof profile !== "string") return failure(profile);
  const earlier = readList(shims);
  const foreign = await foreignFile(shims, earlier);
  if (foreign !== undefined) return failure(foreign);
  const made = await makeShims(project, shims);
  if (!made.ok) return made;
  const line = pathLine(machine);
  const list = {
    ...made.value,
    profiles: [...(earlier?.profiles ?? [])],
  };
  if (profile !== undefined) {
    const text = readProfile(profile);
    if (text === undefined && exists(profile)) return failure(unreadableProfile(profile));
    const changed = withBlock(text ?? "", latin1(line));
    // Noted before it is written: what is cut off between is taken back by uninstall all the same.
    if (!list.profiles.some(({ file }) => file === profile)) {
      list.profiles.push({ file: profile, made: text === undefined });
    }
    await writeList(shims, list);
    if (changed !== text) await writeProfile(profile, changed);
  } else await writeList(shims, list);
  if (given.json) {
    printDocument(terminal, { folder: shims, ...list, line });
    return success(undefined);
  }
  terminal.stdout(`${shims}\n`);
  if (given.quiet) return success(undefined);
  const names = Object.keys(list.files).toSorted();
  terminal.stderr(`made: ${names.join(", ")}\n`);
  const told = puttingOnPath(machine, list);
  if (!told.includes(profileFile(machine) as string))
    terminal.stderr(`to put them first on PATH, add this line to ${profileName(machine)}:\n  ${line}\n`);
  for (const file of told) terminal.stderr(`${file} puts them on PATH in new shells\n`);
  return success(undefined);
}

async function uninstall({ machine, terminal }: Project, given: Arguments): Promise<Result<void>> {
  const { shims, routes } = shimFolders(machine.home);
  const list = readList(shims);
  for (const { file, made } of list?.profiles ?? []) {
    const text = readProfile(file);
    const before = text === undefined ? undefined : withoutBlock(text);
    if (before === "" && made) await remove(file);
    else if (before !== undefined && before !== text) {
      await writeProfile(file, before);
    }
  }
  const left: string[] = [];
  for (const [name, digest] of Object.entries(list?.files ?? {})) {
    const file = path.join(shims, name);
    if (!isFile(file)) continue;
    // What somebody has put in a shim's place is not gowsl's to remove.
    if ((await digestFile(file)) === digest || isShimText(readText(file) ?? "")) await remove(file);
    else left.push(file);
  }
  await remove(path.join(shims, shimListName));
  await remove(routes);
  await removeIfEmpty(shims);
  await removeIfEmpty(path.dirname(shims));
  if (given.json) printDocument(terminal, { folder: shims, removed: list !== undefined, left });
  else if (!given.quiet) {
    terminal.stderr(list === undefined ? "there are no shims\n" : `removed the shims of ${shims}\n`);
    for (const file of left) terminal.stderr(`left: ${file} is not as gowsl has made it\n`);
  }
  return success(undefined);
}

/** A file of a shim's name that gowsl has not made: it is somebody's, and no shim takes its place. */
async function foreignFile(shims: string, list: ShimList | undefined): Promise<Failure | undefined> {
  for (const name of [...goTools, ...otherTools, "gowsl"].flatMap((each) => [each, `${each}.exe`])) {
    const file = path.join(shims, name);
    if (!isFile(file) || isShimText(readText(file) ?? "")) continue;
    if (list?.files[name] === (await digestFile(file))) continue;
    return {
      family: "files",
      place: file,
      thing: "was not made by gowsl, and a shim would take its place",
      next: "Move it to another folder, and run `gowsl shim install` again.",
    };
  }
  return undefined;
}
