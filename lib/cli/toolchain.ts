/** `gowsl toolchain ...`: installs Go, lists what is there, chooses one for the project, removes what is not used. */
import { namedWish, type Wish } from "../go/wish.ts";
import { isoTime } from "../host/clock.ts";
import { didYouMean } from "../model/closest.ts";
import type { Emit } from "../model/event.ts";
import type { Failure, Result } from "../model/failure.ts";
import type { Arguments } from "./arguments.ts";
import { installWish, ownToolchains, tellingOf } from "./install-go.ts";
import { printDocument } from "./output.ts";
import { readWish, routeGo, type Project } from "./project.ts";
import { reportFailures } from "./failures.ts";
import { listToolchains } from "./toolchain-list.ts";
import { useToolchain } from "./toolchain-use.ts";

/** What each takes: how many words behind it, and which options. */
const actions: Readonly<Record<string, { least: number; most: number; options: readonly string[] }>> = {
  install: { least: 0, most: 1, options: ["offline"] },
  list: { least: 0, most: 0, options: [] },
  use: { least: 1, most: 1, options: [] },
  prune: { least: 0, most: 0, options: ["all", "days", "dryRun"] },
};

const usualDays = 30;

/** Does what the first word says and returns the exit code. */
export async function toolchain(project: Project, given: Arguments, emit: Emit): Promise<number> {
  const mistake = mistakeIn(given);
  if (mistake !== undefined) return reportFailures([mistake], emit);
  const [action, version] = given.words;
  switch (action) {
    case "install":
      return installToolchain(project, given, version, emit);
    case "list":
      return listToolchains(project, given, emit);
    case "use":
      return useToolchain(project, given, version!, emit);
    default:
      return prune(project, given, emit);
  }
}

function mistakeIn({ words, extra, all, days, dryRun }: Arguments): Failure | undefined {
  const [action = "", ...rest] = [...words, ...extra];
  const wrong = (place: string, thing: string, next: string): Failure => {
    return { family: "command-line", place, thing, next };
  };
  const forms = "It is `gowsl toolchain install [version]`, `list`, `use <version>` or `prune`.";
  const known = actions[action];
  if (action === "") return wrong("gowsl toolchain", "what to do is not named", forms);
  const place = `gowsl toolchain ${action}`;
  if (known === undefined) {
    return wrong(
      "gowsl toolchain",
      `there is no "${action}"`,
      didYouMean(action, Object.keys(actions), forms),
    );
  }
  if (rest.length < known.least) return wrong(place, "the version is missing", "Write one such as 1.26.8.");
  if (rest.length > known.most) {
    return wrong(place, `"${rest.slice(known.most).join(" ")}" is not expected here`, forms);
  }
  const options = { all, days: days !== undefined, dryRun };
  for (const [name, isGiven] of Object.entries(options)) {
    if (!isGiven || known.options.includes(name)) continue;
    const written = name === "dryRun" ? "--dry-run" : `--${name}`;
    return wrong(place, `${written} means nothing here`, "It belongs to `gowsl toolchain prune`.");
  }
  if (all && days !== undefined) return wrong(place, "--all and --days exclude each other", "Name one.");
  return undefined;
}

async function installToolchain(
  project: Project,
  given: Arguments,
  version: string | undefined,
  emit: Emit,
): Promise<number> {
  const { terminal, configName } = project;
  const telling = tellingOf(project, given);
  if (version === undefined) {
    const routed = await routeGo(project);
    if (routed.ok) {
      const { goroot, os, arch, why } = routed.value;
      telling.note(`nothing to install: ${why}`);
      if (given.json)
        printDocument(terminal, { version: routed.value.version, os, arch, goroot, fetched: false });
      else terminal.stdout(`${goroot}\n`);
      return 0;
    }
  }
  const wish = version === undefined ? readWish(project) : versionWish(version);
  if (!wish.ok) return reportFailures(wish.failures, emit);
  const asked = version === undefined ? wish.value.why : "the command line asks for it";
  const { offline } = given;
  if (offline) {
    return reportFailures(
      [
        {
          family: "command-line",
          place: "gowsl toolchain install",
          thing: "--offline forbids to fetch a Go",
          next: `Leave it out, or set go.goroot in ${configName}.`,
        },
      ],
      emit,
    );
  }
  const installed = await installWish(project, telling, {
    wish: wish.value,
    reason: asked,
    ofProject: version === undefined,
  });
  if (!installed.ok) return reportFailures(installed.failures, emit);
  const { goroot, release, archive } = installed.value;
  if (archive === undefined) telling.note(`Go ${release.version} is installed already`);
  if (given.json) {
    const { from, proof, sha256, h1 } = archive ?? {};
    printDocument(terminal, { ...release, goroot, fetched: archive !== undefined, from, proof, sha256, h1 });
  } else terminal.stdout(`${goroot}\n`);
  return 0;
}

function versionWish(version: string): Result<Wish> {
  return namedWish(version, "the command line", { family: "command-line", place: "gowsl toolchain install" });
}

async function prune(project: Project, given: Arguments, emit: Emit): Promise<number> {
  const { terminal } = project;
  const own = ownToolchains(project);
  const routed = await routeGo(project);
  const { removed, kept, failures } = await own.prune({
    inUse: routed.ok ? [routed.value.goroot] : [],
    days: given.all ? 0 : (given.days ?? usualDays),
    dryRun: given.dryRun,
  });
  if (given.json) {
    const facts = ({ release, goroot, usedMs }: (typeof removed)[number]) => {
      return { ...release, goroot, used: isoTime(usedMs) };
    };
    const keptFacts = kept.map(({ toolchain: each, reason }) => ({ ...facts(each), reason }));
    printDocument(terminal, { removed: removed.map(facts), kept: keptFacts });
  } else if (!given.quiet) {
    const verb = given.dryRun ? "would remove" : "removed";
    for (const { release, goroot } of removed) terminal.stderr(`${verb} Go ${release.version}: ${goroot}\n`);
    for (const { toolchain: each, reason } of kept) {
      terminal.stderr(`kept Go ${each.release.version}: ${reason}\n`);
    }
    if (removed.length + kept.length === 0) terminal.stderr(`nothing to remove: ${own.folder} has no Go\n`);
  }
  return failures.length === 0 ? 0 : reportFailures(failures, emit);
}
