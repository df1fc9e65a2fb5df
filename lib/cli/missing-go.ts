/**
 * What happens when no installed Go fulfils the wish: it is installed, unless somebody has said that nothing may be
 * fetched, or the command runs nothing. Knows nothing of networks and archives.
 */
import path from "node:path";
import { toolchainSetting } from "../go/toolchain-setting.ts";
import { fulfils, type Wish } from "../go/wish.ts";
import { failure, sentence, success, type Failure, type Result } from "../model/failure.ts";
import type { Toolchain } from "../model/toolchain.ts";
import { readLock } from "../toolchain/lock.ts";
import { installWish, ownConflict, type Telling } from "./install-go.ts";
import { readGoEnvFile } from "../go/go-env-file.ts";
import type { Project } from "./project.ts";

/** Takes over when routing found nothing: gets the wish, and why each installed Go was refused. */
export type MissingGo = (wish: Wish, refused: Failure[]) => Promise<Result<Toolchain>>;

/** For commands that need Go to run: installs it. One version is installed once, however often it is asked for. */
export function installMissing(project: Project, telling: Telling): MissingGo {
  const installs = new Map<string, Promise<Result<Toolchain>>>();
  return (wish, refused) => {
    const forbidden = whyNotFetched(project);
    if (forbidden !== undefined) return Promise.resolve(failure(...refused.map(withHint(forbidden))));
    const known = installs.get(wish.why) ?? installAndRoute(project, telling, wish, refused);
    installs.set(wish.why, known);
    return known;
  };
}

/** For commands that run nothing: says that it would be installed. */
export function sayMissing(project: Project): MissingGo {
  return (wish, refused) => {
    const forbidden = whyNotFetched(project);
    if (forbidden !== undefined) return Promise.resolve(failure(...refused.map(withHint(forbidden))));
    const refusal = refusalOfLock(project, wish);
    if (refusal !== undefined) return Promise.resolve(failure(...notEither(refused, [refusal])));
    const next = "Commands that run Go install it first; `gowsl toolchain install` does it now.";
    return Promise.resolve(failure(...refused.map((each) => ({ ...each, next }))));
  };
}

async function installAndRoute(
  project: Project,
  telling: Telling,
  wish: Wish,
  refused: Failure[],
): Promise<Result<Toolchain>> {
  const reason = refused[0]?.thing ?? wish.why;
  const installed = await installWish(project, telling, { wish, reason, ofProject: true });
  if (!installed.ok) return failure(...notEither(refused, installed.failures));
  const { goroot, release } = installed.value;
  const { version, os, arch } = release;
  const go = path.join(goroot, "bin", os === "windows" ? "go.exe" : "go");
  const why = `${wish.why}; no installed Go will do, so gowsl has fetched ${version} (${goroot})`;
  return success({ goroot, go, version, os, arch, why, rejected: [] });
}

/** What installing would end with, as far as gowsl.lock and gowsl's own Gos tell without asking anybody. */
function refusalOfLock(project: Project, wish: Wish): Failure | undefined {
  const lock = readLock(project.root);
  if (!lock.ok) return lock.failures[0];
  const { goos: os, goarch: arch } = project.host;
  const version = lock.value?.version;
  // Where the wish can have the Go that is pinned, that one is installed.
  if (version === undefined || fulfils(wish, version) !== true) return undefined;
  return ownConflict(project, { version, os, arch });
}

/** Why no installed Go will do, and why none could be fetched: a user can mend either. */
function notEither([refused]: Failure[], failures: Failure[]): Failure[] {
  const [fault] = failures;
  if (refused === undefined || fault === undefined || fault.family === "interrupted") return failures;
  const { family, hint } = fault;
  const details = [refused.detail, fault.detail].filter((detail) => detail !== undefined);
  const next = `It can't be fetched either: ${sentence(fault)}`;
  const joint: Failure = { ...refused, family, next, detail: details.join("\n") };
  return [hint === undefined ? joint : { ...joint, hint }, ...failures.slice(1)];
}

/** Who has said that no Go is to be fetched, as a sentence; undefined if nobody has. */
function whyNotFetched({ offline, loaded, machine, configName }: Project): string | undefined {
  if (offline) return "None is fetched, as --offline says so.";
  const { toolchain, goroot } = loaded.config.go ?? {};
  if (toolchain === "local") return `None is fetched, as go.toolchain in ${configName} is "local".`;
  if (goroot !== undefined) return `None is fetched, as go.goroot in ${configName} names the one to use.`;
  const { environmentToolchain: named, toolchainPlace: place = "GOTOOLCHAIN" } = toolchainSetting(
    machine,
    readGoEnvFile(machine.platform, machine.environment),
  );
  // As for go itself (cmd/go/internal/toolchain/select.go): local stays, and path looks in PATH only.
  if (named === "local" || named === "path" || named?.endsWith("+path")) {
    return `None is fetched, as ${place} is ${named}.`;
  }
  return undefined;
}

function withHint(hint: string): (each: Failure) => Failure {
  return (each) => ({ ...each, hint: each.hint === undefined ? hint : `${each.hint} ${hint}` });
}
