/** The tightest limit of a cgroup and of those above it, as the kernel's files say it. */
import { describe, expect, it } from "vitest";
import { readLimits } from "../../../lib/host/limits.ts";

const top = "/sys/fs/cgroup";

function limits(files: Record<string, string>) {
  const read: string[] = [];
  const found = readLimits((file) => {
    read.push(file);
    return files[file];
  });
  return { ...found, read };
}

describe("cgroup v2", () => {
  const systemd = "0::/user.slice/user-1000.slice/session-2.scope\n";

  it("is asked at the own cgroup and above it, and the tightest counts", () => {
    const { cores, memoryBytes, read } = limits({
      "/proc/self/cgroup": systemd,
      [`${top}/user.slice/cpu.max`]: "max 100000\n",
      [`${top}/user.slice/user-1000.slice/cpu.max`]: "150000 100000\n",
      [`${top}/user.slice/user-1000.slice/session-2.scope/cpu.max`]: "400000 100000\n",
      [`${top}/user.slice/memory.max`]: "4294967296\n",
      [`${top}/user.slice/user-1000.slice/memory.max`]: "max\n",
      [`${top}/user.slice/user-1000.slice/session-2.scope/memory.max`]: "8589934592\n",
    });
    expect(cores).toEqual({ value: 1.5, source: `${top}/user.slice/user-1000.slice/cpu.max` });
    expect(memoryBytes).toEqual({ value: 4294967296, source: `${top}/user.slice/memory.max` });
    expect(read).toHaveLength(1 + 2 * 4);
  });

  it("of a container is at the top, whatever path its host has given it", () => {
    const files = { [`${top}/cpu.max`]: "50000 100000\n", [`${top}/memory.max`]: "536870912\n" };
    for (const path of ["/", "/system.slice/docker-0123.scope", "/../../kubepods/pod1"]) {
      expect(limits({ "/proc/self/cgroup": `0::${path}\n`, ...files })).toMatchObject({
        cores: { value: 0.5, source: `${top}/cpu.max` },
        memoryBytes: { value: 536870912, source: `${top}/memory.max` },
      });
    }
  });

  it("never leaves its folder", () => {
    const { read } = limits({ "/proc/self/cgroup": "0::/../../../etc\n" });
    expect(read.slice(1)).toEqual([`${top}/cpu.max`, `${top}/memory.max`]);
  });

  it("is read at the top where nothing tells the own cgroup", () => {
    expect(limits({ [`${top}/cpu.max`]: "200000 100000" }).cores?.value).toBe(2);
  });
});

describe("cgroup v1", () => {
  const docker = "12:cpu,cpuacct:/docker/0123\n4:memory:/docker/0123\n1:name=systemd:/docker/0123\n0::/\n";

  it("has a quota and a period, and a huge number for no limit", () => {
    const { cores, memoryBytes } = limits({
      "/proc/self/cgroup": docker,
      [`${top}/cpu/cpu.cfs_quota_us`]: "-1\n",
      [`${top}/cpu/docker/0123/cpu.cfs_quota_us`]: "300000\n",
      [`${top}/cpu/docker/0123/cpu.cfs_period_us`]: "100000\n",
      [`${top}/memory/memory.limit_in_bytes`]: "9223372036854771712\n",
      [`${top}/memory/docker/0123/memory.limit_in_bytes`]: "1073741824\n",
    });
    expect(cores).toEqual({ value: 3, source: `${top}/cpu/docker/0123/cpu.cfs_quota_us` });
    expect(memoryBytes).toEqual({
      value: 1073741824,
      source: `${top}/memory/docker/0123/memory.limit_in_bytes`,
    });
  });

  it("without a limit has none", () => {
    const { cores, memoryBytes } = limits({
      "/proc/self/cgroup": docker,
      [`${top}/cpu/cpu.cfs_quota_us`]: "-1\n",
      [`${top}/cpu/cpu.cfs_period_us`]: "100000\n",
      [`${top}/memory/memory.limit_in_bytes`]: "9223372036854771712\n",
      [`${top}/memory.max`]: "1\n",
    });
    expect({ cores, memoryBytes }).toEqual({ cores: undefined, memoryBytes: undefined });
  });

  it("may have one controller, and v2 the other", () => {
    const { cores, memoryBytes } = limits({
      "/proc/self/cgroup": "4:memory:/a\n0::/b\n",
      [`${top}/memory/a/memory.limit_in_bytes`]: "1048576\n",
      [`${top}/unified/b/cpu.max`]: "100000 100000\n",
      [`${top}/unified/b/memory.max`]: "1\n",
    });
    expect(cores?.source).toBe(`${top}/unified/b/cpu.max`);
    expect(memoryBytes?.value).toBe(1048576);
  });
});

it.each<[text: string]>([["0 100000"], ["100000 0"], ["x y"], [""], ["-1 100000"], ["100000"], ["1e999 1"]])(
  "takes a cpu.max of %j for no limit",
  (text) => {
    expect(limits({ [`${top}/cpu.max`]: text }).cores).toBeUndefined();
  },
);

it.each<[text: string]>([["0"], ["-1"], ["max"], ["many"], [""]])(
  "takes a memory.max of %j for no limit",
  (text) => {
    expect(limits({ [`${top}/memory.max`]: text }).memoryBytes).toBeUndefined();
  },
);
