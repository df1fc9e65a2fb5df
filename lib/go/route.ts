/**
 * Chooses the Go: the first candidate that runs here and fulfils the wish, with the reasons for and against.
 * Looks at nothing itself; lib/go/candidates.ts finds the candidates and lib/go/wish.ts knows the wish.
 */
import type { Failure, Result } from "../model/failure.ts";
import { failure, success } from "../model/failure.ts";
import type { Host } from "../model/host.ts";
import type { Rejection, Toolchain } from "../model/toolchain.ts";
import type { Candidate } from "./installation.ts";
import type { Wish } from "./wish.ts";
import { fulfils } from "./wish.ts";

type HostOfGo = Pick<Host, "kind" | "goos" | "goarch">;

/**
 * The toolchain, with what was passed over before it; or one failure with a line a rejection. Candidates may be looked
 * for one by one: none behind the chosen one is.
 */
export function chooseToolchain(
  candidates: Iterable<Candidate>,
  wish: Wish,
  host: HostOfGo,
): Result<Toolchain> {
  const seen: Candidate[] = [];
  const rejected: Rejection[] = [];
  for (const candidate of candidates) {
    seen.push(candidate);
    const judged = judge(candidate, wish, host);
    if (typeof judged !== "string") return success({ ...judged, rejected });
    rejected.push({ place: candidate.place, source: candidate.source, reason: judged });
  }
  return failure(noToolchain(seen, rejected, wish, host));
}

/** The toolchain that the candidate is, or the reason why it is none. */
export function judge(
  candidate: Candidate,
  wish: Wish,
  host: HostOfGo,
): Omit<Toolchain, "rejected"> | string {
  const { goroot, goFile, version, source } = candidate;
  const problem = candidate.problem ?? systemProblem(candidate, host) ?? archProblem(candidate, host);
  if (problem !== undefined) return problem;
  if (goroot === undefined || goFile === undefined || version === undefined) {
    return "it has no VERSION file, so it is a shim or no Go installation; set GOROOT to the installation behind it";
  }
  const fulfilled = fulfils(wish, version);
  if (fulfilled !== true) return fulfilled;
  const arch = candidate.arch ?? host.goarch;
  const why = `${wish.why}; ${source} has ${version} (${goroot})`;
  return { goroot, go: goFile, version, os: host.goos, arch, why };
}

function systemProblem(candidate: Candidate, { kind, goos }: HostOfGo): string | undefined {
  const { binary, place, goFile } = candidate;
  const wrong = (system: string) => `${goFile ?? place} is a ${system} program; this is ${kind}`;
  switch (binary) {
    case "missing":
      return "it holds no go command";
    case "script":
      return `${scriptName(candidate, kind)}, not a Go installation; ${realGoroot(candidate)}`;
    case "unknown":
      return `${goFile ?? place} is not a program, or can't be read`;
    case "pe":
      return goos === "windows" ? undefined : wrong("Windows");
    case "macho":
      return goos === "darwin" ? undefined : wrong("macOS");
    case "elf":
      return goos === "windows" || goos === "darwin" ? wrong("Linux") : undefined;
  }
}

/** A script without an ending on a drive of Windows: WSL appends the PATH of Windows to that of Linux. */
function scriptName({ manager, place }: Candidate, kind: Host["kind"]): string {
  if (manager !== undefined) return `a shim of ${manager}`;
  const isOfWindows = kind.startsWith("wsl") && /^\/mnt\/[a-z]\//.test(place);
  return isOfWindows ? "a script from the PATH of Windows" : "a shim script";
}

/** What each version manager prints as the GOROOT of the version in use. */
const gorootOf: Readonly<Record<string, string>> = {
  asdf: "$(asdf where golang)/go",
  mise: "$(mise where go)",
  goenv: "$(goenv prefix)",
};

function realGoroot({ manager }: Candidate): string {
  const known = manager === undefined ? undefined : gorootOf[manager];
  return `set GOROOT to ${known ?? "the installation behind it"}`;
}

/** What else a system runs: 32 bit on x86, and x86 by emulation on ARM Macs (Rosetta) and Windows. */
const alsoRuns: readonly string[] = [
  "linux/amd64 386",
  "windows/amd64 386",
  "freebsd/amd64 386",
  "windows/arm64 386",
  "windows/arm64 amd64",
  "darwin/arm64 amd64",
];

function archProblem({ arch }: Candidate, { goos, goarch }: HostOfGo): string | undefined {
  if (arch === undefined || arch === goarch || alsoRuns.includes(`${goos}/${goarch} ${arch}`))
    return undefined;
  return `its go command is made for ${arch}; this is ${goos}/${goarch}`;
}

function noToolchain(candidates: Candidate[], rejected: Rejection[], wish: Wish, host: HostOfGo): Failure {
  const foreign = candidates.some(({ binary }) => binary === "pe") && host.kind.startsWith("wsl");
  const wished = wish.kind === "any" ? "Go is not installed here" : `no installed Go will do: ${wish.why}`;
  return {
    family: "toolchain",
    place: "go",
    thing: rejected.length > 0 && wish.kind === "any" ? "no installed Go runs here" : wished,
    next: `Install ${release(wish)} from https://go.dev/dl/, or set GOROOT to where it is.`,
    ...(foreign ? { hint: "WSL needs a Go for Linux of its own, beside the one for Windows." } : {}),
    ...(rejected.length > 0 ? { detail: rejected.map(rejectionLine).join("\n") } : {}),
  };
}

function rejectionLine({ place, source, reason }: Rejection): string {
  return `${source} ${place}: ${reason}`;
}

function release(wish: Wish): string {
  switch (wish.kind) {
    case "any":
      return "Go";
    case "exact":
      return `Go ${wish.version}`;
    case "minimum":
      return `Go ${wish.version} or newer`;
    case "series":
      return `Go ${wish.series}.x`;
  }
}
