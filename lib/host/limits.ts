/**
 * How much of the machine this process may use: the tightest CPU and memory limits of its cgroup and of
 * those above it, of cgroup v2, of v1, and where both are mounted. Knows nothing of affinity and of the
 * machine's own numbers.
 */
import { textIfThere } from "./quick.ts";

export interface Limit {
  value: number;
  /** The file that says so. */
  source: string;
}

export interface Limits {
  /** CPU time that may be used at once, in cores; may be less than one. */
  cores?: Limit;
  memoryBytes?: Limit;
}

const mountPoint = "/sys/fs/cgroup";

/** "No limit" of v1 is the largest multiple of the page size below 2^63 (mm/page_counter.c, PAGE_COUNTER_MAX). */
const noLimit = 2 ** 62;

/** Nobody nests deeper; each level costs two reads. */
const deepest = 32;

/**
 * The limits as the text of /proc/self/cgroup leads to them. In a container without a cgroup namespace its
 * paths are those of the host, while the mount shows the container's own cgroup at the top: what is not
 * there is passed over, and the top is always asked.
 */
export function readLimits(read: (file: string) => string | undefined = textIfThere): Limits {
  const hierarchies = parseCgroups(read("/proc/self/cgroup") ?? "0::/\n");
  const cpu = foldersOf("cpu", hierarchies);
  const memory = foldersOf("memory", hierarchies);
  const cores = tightest([
    ...cpu.old.map((folder) => quota(folder, read)),
    ...cpu.unified.map((folder) => cpuMax(`${folder}/cpu.max`, read)),
  ]);
  const memoryBytes = tightest([
    ...memory.old.map((folder) => bytes(`${folder}/memory.limit_in_bytes`, read)),
    ...memory.unified.map((folder) => bytes(`${folder}/memory.max`, read)),
  ]);
  return {
    ...(cores === undefined ? {} : { cores }),
    ...(memoryBytes === undefined ? {} : { memoryBytes }),
  };
}

interface Hierarchy {
  /** None for v2, which has all that v1 does not have. */
  controllers: string[];
  path: string;
}

/** The folders with the limits of a controller, which is either in a hierarchy of v1 or in v2. */
function foldersOf(
  controller: string,
  hierarchies: readonly Hierarchy[],
): { old: string[]; unified: string[] } {
  const old = hierarchies.filter(({ controllers }) => controllers.length > 0);
  const own = old.find(({ controllers }) => controllers.includes(controller));
  // Where controllers are mounted together, each of them is a link to that.
  if (own !== undefined) return { old: levels(`${mountPoint}/${controller}`, own.path), unified: [] };
  const unified = hierarchies.find(({ controllers }) => controllers.length === 0);
  const top = old.length > 0 ? `${mountPoint}/unified` : mountPoint;
  return { old: [], unified: unified === undefined ? [] : levels(top, unified.path) };
}

/** `4:memory:/a/b` and `0::/a/b`; the latter has no controllers (cgroups(7)). */
function parseCgroups(text: string): Hierarchy[] {
  return text.split("\n").flatMap((line) => {
    const [, names, path] = /^\d+:([^:]*):(\/.*)$/.exec(line) ?? [];
    if (names === undefined || path === undefined) return [];
    // Named hierarchies (`name=systemd`) have no limits.
    if (names.startsWith("name=")) return [];
    return [{ controllers: names.split(",").filter((name) => name !== ""), path }];
  });
}

/** The folder of the cgroup, those above it, and the top. Of one outside the namespace (`/../x`) only the top is seen. */
function levels(top: string, path: string): string[] {
  const names = path.split("/").filter((name) => name !== "");
  if (names.includes("..")) return [top];
  const folders = [top];
  for (const name of names.slice(0, deepest)) folders.push(`${folders.at(-1)!}/${name}`);
  return folders;
}

/** `cpu.max` of v2: `max 100000`, or quota and period in microseconds. */
function cpuMax(source: string, read: (file: string) => string | undefined): Limit | undefined {
  const [quotaText, periodText] = (read(source) ?? "").trim().split(/\s+/);
  return share(Number(quotaText), Number(periodText), source);
}

/** The same in two files of v1; -1 is no limit. */
function quota(folder: string, read: (file: string) => string | undefined): Limit | undefined {
  const source = `${folder}/cpu.cfs_quota_us`;
  const limit = number(read(source));
  if (limit === undefined || limit <= 0) return undefined;
  return share(limit, number(read(`${folder}/cpu.cfs_period_us`)) ?? NaN, source);
}

function share(limit: number, period: number, source: string): Limit | undefined {
  const value = limit / period;
  return value > 0 && Number.isFinite(value) ? { value, source } : undefined;
}

function bytes(source: string, read: (file: string) => string | undefined): Limit | undefined {
  const value = number(read(source));
  return value !== undefined && value > 0 && value < noLimit ? { value, source } : undefined;
}

/** `max` is no number, and no limit. */
function number(text: string | undefined): number | undefined {
  const trimmed = text?.trim() ?? "";
  return /^-?\d+$/.test(trimmed) ? Number(trimmed) : undefined;
}

function tightest(limits: readonly (Limit | undefined)[]): Limit | undefined {
  const [first] = limits
    .filter((limit) => limit !== undefined)
    .toSorted((left, right) => left.value - right.value);
  return first;
}
