/**
 * The ports of a Go, read from its own sources without starting it, and lists of targets expanded over them.
 * Knows nothing of which C compiler a port would need.
 */
import path from "node:path";
import { readText } from "../host/files.ts";
import { didYouMean } from "../model/closest.ts";
import type { Failure, Family, Result } from "../model/failure.ts";
import { failure, success } from "../model/failure.ts";
import type { Target } from "../model/target.ts";
import { coversTarget, formatTarget, parseTarget } from "../model/target.ts";

/** A pair of GOOS and GOARCH that a Go knows. */
export interface Port {
  goos: string;
  goarch: string;
  /** Go's own releases wait for it. */
  firstClass: boolean;
  /** cgo works there. */
  cgo: boolean;
  /** Known, but `go tool dist list` leaves it out. */
  broken?: true;
}

/** The ports of an installation, or undefined where its sources do not tell (Go 1.20 and older, or sources left out). */
export function readPorts(goroot: string): Port[] | undefined {
  const text = readText(path.join(goroot, "src", "internal", "platform", "zosarch.go"));
  const ports = text === undefined ? [] : parsePorts(text);
  return ports.length > 0 ? ports : undefined;
}

/** Reads the table `distInfo` of src/internal/platform/zosarch.go, which Go generates since 1.21. */
export function parsePorts(text: string): Port[] {
  const lines = text.matchAll(/\{"(\w+)", "(\w+)"\}:\s*\{([^}]*)\}/g);
  return [...lines].map(([, goos = "", goarch = "", flags = ""]) => ({
    goos,
    goarch,
    firstClass: flags.includes("FirstClass: true"),
    cgo: flags.includes("CgoSupported: true"),
    ...(flags.includes("Broken: true") ? { broken: true as const } : {}),
  }));
}

/** How failures of a target list are told. */
export interface TargetListContext {
  /** Family of mistakes in the list: `command-line` for an argument, `config` for the config. */
  family: Family;
  /** Version of the Go whose ports these are. */
  version: string;
}

/** What one text of the list stands for. */
interface Entry {
  exclude: boolean;
  pattern: Target | "all";
}

/**
 * Expands a list of targets: `linux/amd64`, `linux/arm/7`, the patterns `linux/*` and `*\/arm64`, `all` for every
 * first-class port, and `!linux/arm` to leave out, wherever it stands. Order is kept, duplicates are dropped.
 * Patterns leave out broken ports.
 * @param place where the text with this index stands; without an index, where the list stands
 */
export function expandTargets(
  texts: string[],
  ports: Port[],
  place: (index?: number) => string,
  context: TargetListContext,
): Result<Target[]> {
  const usable = ports.filter(isUsable);
  const failures: Failure[] = [];
  const entries: Entry[] = [];
  for (const [index, text] of texts.entries()) {
    const entry = readEntry(text, ports, context);
    if ("thing" in entry) failures.push({ place: place(index), ...entry });
    else entries.push(entry);
  }
  if (failures.length > 0) return { ok: false, failures };

  const excluded = entries.filter(({ exclude }) => exclude);
  const targets = new Map<string, Target>();
  for (const { pattern } of entries.filter(({ exclude }) => !exclude)) {
    for (const target of targetsOf(pattern, usable)) {
      const dropped = excluded.some((entry) => covers(entry.pattern, target, usable));
      if (!dropped) targets.set(formatTarget(target), target);
    }
  }
  if (targets.size > 0) return success([...targets.values()]);
  return failure({
    family: context.family,
    place: place(),
    thing:
      excluded.length > 0 ? "the target list is empty: everything is excluded" : "the target list is empty",
    next: "Name at least one target, such as linux/amd64, here or as `targets` of gowsl.config.ts; `all` is every first-class port.",
  });
}

function readEntry(text: string, ports: Port[], context: TargetListContext): Entry | Omit<Failure, "place"> {
  const exclude = text.startsWith("!");
  const name = exclude ? text.slice(1) : text;
  if (name === "all") return { exclude, pattern: "all" };
  const pattern = parseTarget(name);
  if (!("reason" in pattern)) {
    const problem = portProblem(name, pattern, ports, context);
    // Leaving out what can't be built anyway is no mistake, a misspelt name is.
    return problem === undefined || (exclude && problem.family === "module") ? { exclude, pattern } : problem;
  }
  const [goos, goarch, level, ...rest] = name.split("/");
  if (goos && goarch && level && rest.length === 0) {
    // The form is right. What levels there are hangs on the GOARCH, so a misspelt one is told first.
    const problem = portProblem(name, { goos, goarch, level }, ports, context);
    return problem ?? { family: context.family, thing: pattern.reason };
  }
  const likely = ports.some((port) => port.goos === name) ? `${name}/*` : undefined;
  const fallback = "Targets look like linux/amd64 or linux/arm/7.";
  const next = didYouMean(likely ?? name, knownTargets(ports), fallback);
  return { family: context.family, thing: pattern.reason, next };
}

function portProblem(
  name: string,
  { goos, goarch, level }: Target,
  ports: Port[],
  { family, version }: TargetListContext,
): Omit<Failure, "place"> | undefined {
  const covered = ports.filter((port) => coversTarget({ goos, goarch }, port));
  if (covered.some(isUsable)) return undefined;
  const own = ports.filter((port) => port.goos === goos && isUsable(port)).map((port) => port.goarch);
  if (covered.length > 0) {
    const thing = `Go ${version} marks its port to ${goos}/${goarch} as broken; ${goos} has ${own.join(", ")}`;
    return { family: "module", thing };
  }
  const systems = [...new Set(ports.map((port) => port.goos))];
  const archs = [...new Set(ports.map((port) => port.goarch))].toSorted();
  const wrongSystem = goos !== "*" && !systems.includes(goos);
  if (wrongSystem || (goarch !== "*" && !archs.includes(goarch))) {
    const fallback = `Go ${version} knows ${(wrongSystem ? systems : archs).join(", ")}.`;
    const ending = level === undefined ? "" : `/${level}`;
    const likely = knownTargets(ports).map((each) => `${each}${ending}`);
    const wrong = wrongSystem ? `GOOS "${goos}"` : `GOARCH "${goarch}"`;
    return { family, thing: `"${name}" has an unknown ${wrong}`, next: didYouMean(name, likely, fallback) };
  }
  const thing = `Go ${version} can't build for ${goos}/${goarch}; ${goos} has ${own.join(", ")}`;
  return { family: "module", thing };
}

function isUsable({ broken }: Port): boolean {
  return broken === undefined;
}

/** Whole targets and patterns, for "Did you mean". */
function knownTargets(ports: Port[]): string[] {
  const usable = ports.filter(isUsable);
  const systems = usable.map(({ goos }) => `${goos}/*`);
  const archs = usable.map(({ goarch }) => `*/${goarch}`);
  return [...usable.map(formatTarget), ...new Set([...systems, ...archs]), "all"];
}

function targetsOf(pattern: Target | "all", ports: Port[]): Target[] {
  const of = ({ goos, goarch }: Port) => ({ goos, goarch });
  if (pattern === "all") return ports.filter(({ firstClass }) => firstClass).map(of);
  const { level, ...pair } = pattern;
  const covered = ports.filter((port) => coversTarget(pair, port));
  return covered.map((port) => ({ ...of(port), ...(level === undefined ? {} : { level }) }));
}

function covers(pattern: Target | "all", target: Target, ports: Port[]): boolean {
  if (pattern !== "all") return coversTarget(pattern, target);
  return ports.some((port) => port.firstClass && coversTarget(port, target));
}
