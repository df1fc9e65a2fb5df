/**
 * Tells what kind of machine this is: Windows, WSL 1 or 2, a container on WSL, Linux or macOS.
 * Knows nothing of Go but its names for operating systems and processors.
 */
import type { Environment, Host, HostKind } from "../model/host.ts";
import { binfmtFolder, readDistribution, readInterop } from "./distribution.ts";
import { exists, listNames, readText } from "./files.ts";
import { variable } from "../model/environment.ts";
import type { Machine } from "./machine.ts";

/** What the classification rests on, as data, so that every host is a line in a table test. */
export interface HostFacts {
  platform: NodeJS.Platform;
  /** Text of /proc/sys/kernel/osrelease. */
  osrelease?: string | undefined;
  /** Text of /proc/version. */
  version?: string | undefined;
  environment: Environment;
  /** Which of `hostMarkers` exist. */
  markers: readonly string[];
  /** Names in /proc/sys/fs/binfmt_misc. */
  binfmtNames: readonly string[];
}

/** Files and folders whose existence tells a host (DET-02, DET-03). */
export const hostMarkers = [
  "/.dockerenv",
  "/run/.containerenv",
  "/run/WSL",
  "/mnt/wsl",
  "/usr/bin/wslinfo",
] as const;

/** The kind of the host, and the facts that it rests on, one a line. */
export function classifyHost(facts: HostFacts): { kind: HostKind; evidence: string[] } {
  const { platform } = facts;
  if (platform === "win32") return { kind: "windows", evidence: ["platform win32"] };
  if (platform === "darwin") return { kind: "darwin", evidence: ["platform darwin"] };
  if (platform !== "linux") return { kind: "linux", evidence: [`platform ${platform}, handled like linux`] };

  const signs = wslSigns(facts);
  const { kernel, release } = kernelOf(facts);
  // A kernel built by the user need not say Microsoft; only WSL 2 takes one (DET-02).
  const kind = kernel ?? (signs.length > 0 ? "wsl2" : undefined);
  const container = containerSign(facts);
  if (kind === undefined) {
    return {
      kind: "linux",
      evidence: [release, ...(container === undefined ? [] : [container]), "no sign of WSL"],
    };
  }
  // Containers inherit the kernel's name, but neither the interop registration nor WSL's folders (DET-03).
  // WSL 1 has no kernel that could run one.
  if (kind === "wsl2" && container !== undefined) {
    return { kind: "container-on-wsl", evidence: [release, ...signs, container] };
  }
  if (kind === "wsl2" && signs.length === 0) {
    const missing = `no ${binfmtFolder}/WSLInterop*, none of ${hostMarkers.slice(2).join(", ")}`;
    return { kind: "container-on-wsl", evidence: [release, missing] };
  }
  return { kind, evidence: [release, ...signs] };
}

/** Gathers the facts of this machine and fills the Host. */
export async function detectHost(machine: Machine): Promise<Host> {
  const { platform, arch, environment, cores, memoryBytes } = machine;
  const linux = platform === "linux";
  const binfmtNames = linux ? await listNames(binfmtFolder) : [];
  const { kind, evidence } = classifyHost({
    platform,
    environment,
    osrelease: linux ? readText("/proc/sys/kernel/osrelease") : undefined,
    version: linux ? readText("/proc/version") : undefined,
    markers: linux ? hostMarkers.filter((marker) => exists(marker)) : [],
    binfmtNames,
  });
  const host: Host = {
    kind,
    evidence,
    goos: goosOf(platform),
    goarch: goarchOf(arch, platform),
    cores,
    memoryBytes,
  };
  if (kind !== "wsl1" && kind !== "wsl2") return host;
  const distribution = readDistribution(environment);
  const interop = readInterop(interopNames(binfmtNames));
  return { ...host, ...(distribution === undefined ? {} : { distribution }), interop };
}

/** GOOS of a platform as Node names it. */
export function goosOf(platform: NodeJS.Platform): string {
  const others: Readonly<Record<string, string>> = { win32: "windows", sunos: "solaris" };
  return others[platform] ?? platform;
}

/** GOARCH of a processor as Node names it. Node has one name for both byte orders of ppc64; only AIX is big-endian. */
export function goarchOf(arch: string, platform: NodeJS.Platform): string {
  const others: Readonly<Record<string, string>> = {
    x64: "amd64",
    ia32: "386",
    mipsel: "mipsle",
    ppc64: platform === "aix" ? "ppc64" : "ppc64le",
  };
  return others[arch] ?? arch;
}

/** The kernel by its release; the first WSL had its name in /proc/version only (microsoft/WSL#1090). */
function kernelOf({ osrelease, version }: HostFacts): {
  kernel: "wsl1" | "wsl2" | undefined;
  release: string;
} {
  const own = kernelKind(osrelease);
  const [, spoken] = /^Linux version (\S+)/.exec(version ?? "") ?? [];
  const kernel = own ?? kernelKind(spoken);
  if (own === undefined && kernel !== undefined)
    return { kernel, release: `kernel ${spoken} of /proc/version` };
  const name = osrelease?.trim() ?? spoken ?? "(unknown)";
  return { kernel, release: `${kernel === undefined ? "plain kernel" : "kernel"} ${name}` };
}

/** DET-01, case-sensitive as WSL's own /init: `Microsoft` is WSL 1, `microsoft` or `WSL2` is WSL 2. */
function kernelKind(osrelease: string | undefined): "wsl1" | "wsl2" | undefined {
  if (osrelease === undefined) return undefined;
  if (osrelease.includes("Microsoft")) return "wsl1";
  return /microsoft|WSL2/.test(osrelease) ? "wsl2" : undefined;
}

/** DET-02: what tells WSL without the kernel's name. Variables are missing under sudo and ssh (DET-04). */
function wslSigns({ platform, environment, markers, binfmtNames }: HostFacts): string[] {
  const distribution = variable(environment, platform, "WSL_DISTRO_NAME");
  return [
    ...interopNames(binfmtNames).map((name) => `${binfmtFolder}/${name}`),
    ...hostMarkers.slice(2).filter((marker) => markers.includes(marker)),
    ...(distribution === undefined ? [] : [`WSL_DISTRO_NAME=${distribution}`]),
  ];
}

/**
 * The mark of a container. /.dockerenv lies in the root file system and comes along when a distribution
 * is made by `docker export` and `wsl --import`, which Microsoft documents; so it counts for nothing where
 * WSL's own folder and its interop registration both exist. /run/.containerenv is made by the run itself.
 */
function containerSign({ markers, binfmtNames }: HostFacts): string | undefined {
  if (markers.includes("/run/.containerenv")) return "/run/.containerenv";
  const imported = markers.includes("/run/WSL") && interopNames(binfmtNames).length > 0;
  return markers.includes("/.dockerenv") && !imported ? "/.dockerenv" : undefined;
}

/** `WSLInterop`, or `WSLInterop-late` under systemd until WSL 2.6; its spelling varies, so case is ignored. */
export function interopNames(binfmtNames: readonly string[]): string[] {
  return binfmtNames.filter((name) => /^wslinterop/i.test(name));
}
