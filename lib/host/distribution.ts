/**
 * Finds out which distribution of WSL this is, and whether it starts Windows programs. What is decided by
 * facts is pure; nothing is read here that costs more than a small file.
 */
import process from "node:process";
import { variable } from "../model/environment.ts";
import type { Distribution, Environment, Interop } from "../model/host.ts";
import { textIfThere } from "./quick.ts";
import { parseWslConf } from "./wsl-conf.ts";

export interface DistributionFacts {
  environment: Environment;
  /** Texts of /proc/PID/environ of the processes above this one, the nearest first. */
  ancestors: readonly string[];
  /** Names of the first processes: /proc/1/comm, /proc/2/comm. */
  firstProcesses: readonly string[];
  /** Text of /etc/wsl-distribution.conf. */
  distributionConf?: string | undefined;
  /** Text of /etc/os-release. */
  osRelease?: string | undefined;
}

/** The name by which Windows knows this distribution, or a likely one; the first source that has it counts. */
export function distributionName(facts: DistributionFacts): Distribution | undefined {
  const own = variable(facts.environment, "linux", "WSL_DISTRO_NAME");
  if (own !== undefined) return { name: own, source: "WSL_DISTRO_NAME", certain: true };
  for (const text of facts.ancestors) {
    // /init has it under another name (lxinitshared.h, LX_WSL2_DISTRO_NAME_ENV).
    const name = /(?:^|\0)WSL2?_DISTRO_NAME=([^\0]+)/.exec(text)?.[1];
    if (name !== undefined)
      return { name, source: "WSL_DISTRO_NAME of a process above this one", certain: true };
  }
  for (const comm of facts.firstProcesses) {
    // init calls itself so (config.cpp, ThreadName); the kernel keeps 15 letters, and a cut name has no end.
    const name = /^init(?:-systemd)?\((.+)\)\n?$/.exec(comm)?.[1];
    if (name !== undefined) return { name, source: "the name of WSL's init", certain: true };
  }
  const planned = parseWslConf(facts.distributionConf ?? "")["oobe.defaultname"];
  if (planned) return { name: planned, source: "/etc/wsl-distribution.conf", certain: false };
  const system = /^NAME=(["']?)(.+)\1\s*$/m.exec(facts.osRelease ?? "")?.[2];
  return system === undefined ? undefined : { name: system, source: "/etc/os-release", certain: false };
}

export interface InteropFacts {
  /** Texts of the registrations: `WSLInterop`, with systemd also `WSLInterop-late`. */
  registrations: Readonly<Record<string, string>>;
  /** Text of binfmt_misc/status. */
  status?: string | undefined;
  /** Text of /etc/wsl.conf. */
  wslConf?: string | undefined;
}

export const binfmtFolder = "/proc/sys/fs/binfmt_misc";

/**
 * Windows programs start while one registration is enabled (microsoft/WSL#11471) and WSL agrees: with
 * `enabled=false` the registration stays, and /init waits in vain (microsoft/WSL#11920).
 */
export function interopState({ registrations, status, wslConf }: InteropFacts): Interop {
  const names = Object.keys(registrations);
  if (names.length === 0) return { state: "missing", evidence: `no ${binfmtFolder}/WSLInterop*` };
  if (/^(false|0)$/i.test(parseWslConf(wslConf ?? "")["interop.enabled"] ?? "")) {
    return { state: "disabled", evidence: "/etc/wsl.conf: interop.enabled is false" };
  }
  if (status?.trim() === "disabled") return { state: "disabled", evidence: `${binfmtFolder}/status` };
  const enabled = names.find((name) => registrations[name]!.startsWith("enabled"));
  if (enabled !== undefined) return { state: "enabled", evidence: `${binfmtFolder}/${enabled}` };
  return { state: "disabled", evidence: names.map((name) => `${binfmtFolder}/${name}`).join(", ") };
}

/** Reads what the name rests on; with the variable set, nothing. */
export function readDistribution(environment: Environment): Distribution | undefined {
  const known = distributionName({ environment, ancestors: [], firstProcesses: [] });
  if (known !== undefined) return known;
  return distributionName({
    environment,
    ancestors: ancestors(),
    firstProcesses: ["/proc/1/comm", "/proc/2/comm"].flatMap((file) => textIfThere(file) ?? []),
    distributionConf: textIfThere("/etc/wsl-distribution.conf"),
    osRelease: textIfThere("/etc/os-release"),
  });
}

/** Reads the registrations of the names. */
export function readInterop(interopNames: readonly string[]): Interop {
  return interopState({
    registrations: Object.fromEntries(
      interopNames.map((name) => [name, textIfThere(`${binfmtFolder}/${name}`) ?? ""]),
    ),
    status: textIfThere(`${binfmtFolder}/status`),
    wslConf: textIfThere("/etc/wsl.conf"),
  });
}

/** What the processes above this one were started with: sudo takes the variable away, its own shell has it. */
function ancestors(): string[] {
  const texts: string[] = [];
  for (let id = process.ppid, steps = 0; id > 0 && steps < 32; steps++) {
    texts.push(textIfThere(`/proc/${id}/environ`) ?? "");
    // `86 (name) S 9`: a name may have any character in it.
    id = Number(/\) \S (\d+) [^)]*$/.exec(textIfThere(`/proc/${id}/stat`) ?? "")?.[1] ?? 0);
  }
  return texts;
}
