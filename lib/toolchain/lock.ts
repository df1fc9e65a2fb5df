/**
 * gowsl.lock, beside the config: the version of Go of a project and the digests of its archives for each host.
 * What is pinned there is believed without asking anybody. Knows nothing of where digests come from.
 */
import path from "node:path";
import { parseVersion } from "../go/version.ts";
import { describeError, isFile, readText } from "../host/files.ts";
import { writeText } from "../host/placing.ts";
import { failure, success, type Result } from "../model/failure.ts";
import type { ArchiveForm, Release } from "../model/release.ts";

/** The digests of one release, by the form of its archive. */
export interface Pin {
  /** Of the module's zip, as go.sum has it. */
  h1?: string;
  /** SHA-256 in hex. */
  "tar.gz"?: string;
  zip?: string;
}

export interface Lock {
  /** Without `go`: `1.26.8`. */
  version: string;
  /** By `os/arch` of the host. */
  hosts: Readonly<Record<string, Pin>>;
  /** Hosts for which no source had an answer. */
  gaps: readonly string[];
}

/** The hosts that a lock pins: those that a team has. */
export const lockedHosts = ["linux", "windows", "darwin"].flatMap((os) =>
  ["amd64", "arm64"].map((arch) => ({ os, arch })),
);

export const lockName = "gowsl.lock";
const formNumber = 1;

/** What the lock says of an archive: its digest, or nothing if the version is another one or the host a gap. */
export function pinOf(
  lock: Lock | undefined,
  { version, os, arch }: Release,
  form: ArchiveForm,
): string | undefined {
  if (lock?.version !== version) return undefined;
  return lock.hosts[`${os}/${arch}`]?.[form === "module-zip" ? "h1" : form];
}

/** Reads the lock in a folder; no file is no lock. A file that is not just as gowsl writes it is a failure. */
export function readLock(folder: string): Result<Lock | undefined> {
  const file = path.join(folder, lockName);
  if (!isFile(file)) return success(undefined);
  const text = readText(file);
  const lock = text === undefined ? "can't be read" : parseLock(text);
  if (typeof lock !== "string") return success(lock);
  return failure({
    family: "config",
    place: file,
    thing: lock,
    next: "Restore it from version control, or remove it to have it written anew.",
  });
}

/** Reads the text of a lock; the reason, as the rest of a sentence, if it is none. */
export function parseLock(text: string): Lock | string {
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch {
    return "is no JSON";
  }
  if (!isRecord(content)) return "is no lock of gowsl";
  const { lock, go, hosts, gaps, ...others } = content;
  if (lock !== formNumber) return `has another form than ${formNumber}: it was written by another gowsl`;
  const extra = Object.keys(others)[0];
  if (extra !== undefined) return `has an unknown field "${extra}"`;
  if (typeof go !== "string" || parseVersion(go) === undefined) return 'has no version of Go in "go"';
  if (!isRecord(hosts)) return 'has no digests in "hosts"';
  if (!Array.isArray(gaps) || !gaps.every((gap) => typeof gap === "string")) return 'has no list in "gaps"';
  const pins: Record<string, Pin> = {};
  for (const [host, pin] of Object.entries(hosts)) {
    const problem = problemOf(host, pin);
    if (problem !== undefined) return problem;
    pins[host] = pin as Pin;
  }
  return { version: go, hosts: pins, gaps };
}

function problemOf(host: string, pin: unknown): string | undefined {
  if (!/^[a-z0-9]+\/[a-z0-9]+$/.test(host)) return `has "${host}" among the hosts, which is no os/arch`;
  if (!isRecord(pin) || Object.keys(pin).length === 0) return `has no digest for ${host}`;
  for (const [form, digest] of Object.entries(pin)) {
    const right = Object.hasOwn(digestForms, form) ? digestForms[form] : undefined;
    if (right === undefined) return `has an unknown field "${form}" for ${host}`;
    if (typeof digest !== "string" || !right.test(digest)) return `has no digest in "${form}" for ${host}`;
  }
  return undefined;
}

const digestForms: Readonly<Record<string, RegExp>> = {
  h1: /^h1:[A-Za-z0-9+/]{43}=$/,
  "tar.gz": /^[0-9a-f]{64}$/,
  zip: /^[0-9a-f]{64}$/,
};

/** The text of a lock: the same for the same digests, so that version control shows changes only. */
export function lockText({ version, hosts, gaps }: Lock): string {
  const sorted = Object.fromEntries(
    Object.entries(hosts)
      .toSorted(([left], [right]) => (left < right ? -1 : 1))
      .map(([host, { h1, "tar.gz": tar, zip }]) => [
        host,
        { ...(h1 && { h1 }), ...(tar && { "tar.gz": tar }), ...(zip && { zip }) },
      ]),
  );
  const content = { lock: formNumber, go: version, hosts: sorted, gaps: gaps.toSorted() };
  return `${JSON.stringify(content, undefined, 2)}\n`;
}

/** Writes the lock beside the config: temporary name, rename. */
export async function writeLock(folder: string, lock: Lock): Promise<Result<string>> {
  const file = path.join(folder, lockName);
  try {
    await writeText(file, lockText(lock));
    return success(file);
  } catch (error) {
    return failure({ family: "files", place: file, thing: `can't be written: ${describeError(error)}` });
  }
}

/**
 * A lock with what is new added. What is pinned for the same version stays as it is; digests that contradict it
 * are a failure that names both.
 */
export function mergeLocks(file: string, old: Lock | undefined, fresh: Lock): Result<Lock> {
  if (old?.version !== fresh.version) return success(fresh);
  const hosts: Record<string, Pin> = { ...old.hosts };
  for (const [host, pin] of Object.entries(fresh.hosts)) {
    const kept = hosts[host] ?? {};
    for (const form of ["h1", "tar.gz", "zip"] as const) {
      if (kept[form] !== undefined && pin[form] !== undefined && kept[form] !== pin[form]) {
        return failure({
          family: "toolchain",
          place: file,
          thing: `pins ${kept[form]} for go${old.version} on ${host} (${form}), but the sources say ${pin[form]}`,
          next: "One of them is not the release. Nothing was changed; find out which before you remove the lock.",
        });
      }
    }
    hosts[host] = { ...pin, ...kept };
  }
  return success({
    ...fresh,
    hosts,
    gaps: [...old.gaps, ...fresh.gaps].filter(
      (gap, at, all) => hosts[gap] === undefined && all.indexOf(gap) === at,
    ),
  });
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
