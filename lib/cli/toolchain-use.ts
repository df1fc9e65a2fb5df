/**
 * `gowsl toolchain use <version>`: writes the version where the project says which Go it wants, and says which file
 * and line that is. Installs nothing.
 */
import path from "node:path";
import { compareVersions, isLanguage, parseVersion } from "../go/version.ts";
import {
  configWithVersion,
  withConfigVersion,
  withNewConfigVersion,
  withToolchainLine,
  withVersionLine,
  type Written,
} from "../go/written-version.ts";
import { chooseToolchain } from "../go/route.ts";
import { fulfils, namedWish, type Wish } from "../go/wish.ts";
import { readModuleFile } from "../go/module-files.ts";
import { describeError, readText } from "../host/files.ts";
import { writeText } from "../host/placing.ts";
import { variable } from "../model/environment.ts";
import type { Emit } from "../model/event.ts";
import { failure, sentence, success, type Failure, type Result } from "../model/failure.ts";
import type { Arguments } from "./arguments.ts";
import { tellingOf } from "./install-go.ts";
import { printDocument } from "./output.ts";
import { findCandidates, readWish, type Project } from "./project.ts";
import { reportFailures } from "./failures.ts";

interface Change extends Written {
  file: string;
}

/** Writes it and says where. */
export async function useToolchain(
  project: Project,
  given: Arguments,
  version: string,
  emit: Emit,
): Promise<number> {
  const bare = version.replace(/^go(?=\d)/, "");
  const wish = namedWish(bare, "the command line", { family: "command-line", place: "gowsl toolchain use" });
  if (!wish.ok) return reportFailures(wish.failures, emit);
  const change = changeFor(project, bare);
  if (!change.ok) return reportFailures(change.failures, emit);
  const unsure = await checkedRelease(project, wish.value);
  if (!unsure.ok) {
    const place = `gowsl toolchain use ${version}`;
    return reportFailures(
      unsure.failures.map((each) => ({ ...each, place })),
      emit,
    );
  }
  const { file, line, text } = change.value;
  try {
    await writeText(file, text);
  } catch (error) {
    const next = "Make it writable.";
    return reportFailures([{ family: "files", place: file, thing: describeError(error), next }], emit);
  }
  const { note } = tellingOf(project, given);
  if (given.json) printDocument(project.terminal, { version: bare, file, line });
  else project.terminal.stdout(`${file}:${line}\n`);
  note(`${path.basename(file)} now asks for ${bare}`);
  note(await routedNow(project, file, wish.value));
  if (unsure.value !== undefined) note(`nobody could tell whether there is a Go ${bare}: ${unsure.value}`);
  const { environment, platform } = project.machine;
  const named = variable(environment, platform, "GOTOOLCHAIN");
  if (/^go\d/.test(named ?? "") && path.basename(file) !== project.configName) {
    note(`GOTOOLCHAIN=${named} in the environment still comes first`);
  }
  return 0;
}

/** That there is such a release; a text says why nobody could tell. One that is installed is asked of nobody. */
async function checkedRelease(project: Project, wish: Wish): Promise<Result<string | undefined>> {
  const installed = [...findCandidates(project)].some(
    (each) => each.version !== undefined && fulfils(wish, each.version) === true,
  );
  if (installed) return success(undefined);
  // On demand: what reaches into networks is of no use to nearly all runs.
  const { releaseSource } = await import("./release-source.ts");
  const source = releaseSource(project);
  return source.ok ? source.value.check(wish) : success(sentence(source.failures[0]!));
}

/** Which Go that comes to: a toolchain line is a minimum, and a newer Go may come first. */
async function routedNow(project: Project, file: string, written: Wish): Promise<string> {
  const isConfig = path.basename(file) === project.configName;
  const wish = isConfig ? success(written) : readWish(project);
  const chosen = wish.ok ? await chooseToolchain(findCandidates(project), wish.value, project.host) : wish;
  if (!chosen.ok) return "no installed Go will do; commands that run Go install one first";
  const { version, goroot } = chosen.value;
  return `the Go that runs is ${version} (${goroot})`;
}

/** In the order in which they are asked (lib/go/wish.ts): the config, .go-version, go.work, go.mod. */
function changeFor(project: Project, version: string): Result<Change> {
  const { loaded, configName, root, place } = project;
  const current = loaded.config.go?.version;
  if (loaded.file !== undefined && current !== undefined) {
    const written = withConfigVersion(readText(loaded.file) ?? "", current, version);
    if (written !== undefined) return success({ file: loaded.file, ...written });
    return failure({
      family: "config",
      place: configName,
      thing: `"${current}" does not stand in it as \`go: { version: "${current}" }\``,
      next: `Write ${version} where it comes from.`,
    });
  }
  const versionFile = path.join(root, ".go-version");
  const versionText = readText(versionFile);
  const { goWork, goMod } = place;
  const file = goWork ?? goMod;
  if (versionText !== undefined)
    return success({ file: versionFile, ...withVersionLine(versionText, version) });
  if (file === undefined && loaded.file === undefined) {
    return failure({
      family: "module",
      place: root,
      thing: "there is neither a go.mod nor a config that could ask for a Go",
      next: `Write \`go: { version: "${version}" }\` into ${configName}.`,
    });
  }
  if (file === undefined) return inConfig(project, version);
  return namesRelease(version) ? toolchainLine(file, version) : inConfig(project, version);
}

/** Can a toolchain line hold it? Not `1.26.x`, and `1.26` is a language. */
function namesRelease(version: string): boolean {
  const parsed = parseVersion(version);
  return parsed !== undefined && !isLanguage(parsed);
}

/** A series can be asked for by the config only; where there is none, one is written. */
function inConfig({ loaded, configName, root }: Project, version: string): Result<Change> {
  const { file, config } = loaded;
  if (file === undefined)
    return success({ file: path.join(root, configName), ...configWithVersion(version) });
  const written = withNewConfigVersion(readText(file) ?? "", config.go !== undefined, version);
  if (written !== undefined) return success({ file, ...written });
  return failure({
    family: "config",
    place: configName,
    thing: `${version} is no release, so no toolchain line can ask for it, and the config is not written so that gowsl could add it`,
    next: `Write \`go: { version: "${version}" }\` into it.`,
  });
}

/** The toolchain line of go.mod or go.work names one release, and a minimum. */
function toolchainLine(file: string, version: string): Result<Change> {
  const name = path.basename(file);
  const wrong = (thing: string, next: string): { ok: false; failures: Failure[] } =>
    failure({ family: "command-line", place: "gowsl toolchain use", thing, next });
  const text = readText(file) ?? "";
  const lines = readModuleFile(text, file);
  if (!lines.ok) return lines;
  const { go } = lines.value;
  if (go !== undefined && compareVersions(version, go) < 0) {
    return wrong(`the go line of ${name} asks for ${go} or newer`, "Lower it first: `go mod edit -go=...`.");
  }
  const written = withToolchainLine(text, version);
  if (written !== undefined) return success({ file, ...written });
  return failure({
    family: "module",
    place: file,
    thing: "it has no go line, without which a toolchain line means nothing",
    next: `Write \`go ${/^\d+\.\d+/.exec(version)![0]}\` into it.`,
  });
}
