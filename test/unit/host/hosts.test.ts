/** Every known host: what it is taken for and why, its drives, and its paths on the other side. */
import { describe, expect, it } from "vitest";
import { toLinux, toWindows, type PathFacts } from "../../../lib/host/convert-path.ts";
import { classifyHost } from "../../../lib/host/detect.ts";
import { distributionName, interopState } from "../../../lib/host/distribution.ts";
import { describeMount } from "../../../lib/host/file-system.ts";
import { mountOf, parseMountInfo, visibleMounts, windowsDrives } from "../../../lib/host/mounts.ts";
import { sentence, type Result } from "../../../lib/model/failure.ts";
import type { HostFixture } from "../../hosts/fixture.ts";
import { hosts } from "../../hosts/index.ts";

function visible({ mountInfo = "" }: HostFixture) {
  return visibleMounts(parseMountInfo(mountInfo));
}

function distributionOf({ facts, distributionFacts = {} }: HostFixture) {
  return distributionName({
    environment: facts.environment ?? {},
    ancestors: [],
    firstProcesses: [],
    ...distributionFacts,
  });
}

function pathFacts(host: HostFixture): PathFacts {
  const distribution = distributionOf(host);
  return {
    ...windowsDrives(visible(host), host.tags),
    ...(distribution?.certain ? { distribution: distribution.name } : {}),
  };
}

/** The path, or the sentence of the failure. */
function said(result: Result<string>): string {
  return result.ok ? result.value : sentence(result.failures[0]!);
}

function expectSaid(result: Result<string>, expected: string | RegExp): void {
  if (typeof expected === "string") expect(said(result)).toBe(expected);
  else {
    expect(said(result)).toMatch(expected);
    expect(result.ok).toBe(false);
  }
}

it("knows enough hosts, each with its source", () => {
  expect(hosts.length).toBeGreaterThanOrEqual(12);
  expect(hosts.filter(({ source }) => !/^constructed|#\d+|\.com\//.test(source))).toEqual([]);
  expect(new Set(hosts.map(({ host }) => host)).size).toBe(hosts.length);
});

describe.each(hosts)("$host", (host) => {
  const { facts, tags, interopFacts, expected } = host;

  it("is classified, with the evidence", () => {
    const found = classifyHost({
      platform: "linux",
      environment: {},
      markers: [],
      binfmtNames: [],
      ...facts,
    });
    expect(found).toEqual({ kind: expected.kind, evidence: expected.evidence });
  });

  if (expected.distribution) {
    it("has its name", () => {
      expect(distributionOf(host)).toEqual(expected.distribution);
    });
  }

  if (interopFacts) {
    it("starts Windows programs or not", () => {
      expect(interopState(interopFacts)).toEqual(expected.interop);
    });
  }

  if (expected.drives) {
    it("has its drives", () => {
      const { drives } = windowsDrives(visible(host), tags);
      expect(
        drives.map(({ windows, folder, transport }) => `${windows} on ${folder} (${transport})`),
      ).toEqual(expected.drives);
    });
  }

  it.each(expected.same ?? [])("%s is %s", (linux, windows) => {
    expect(said(toWindows(linux, pathFacts(host)))).toBe(windows);
    expect(said(toLinux(windows, pathFacts(host)))).toBe(linux);
  });

  it.each(expected.toWindows ?? [])("%s to Windows: %s", (linux, windows) => {
    expectSaid(toWindows(linux, pathFacts(host)), windows);
  });

  it.each(expected.toLinux ?? [])("%s to Linux: %s", (windows, linux) => {
    expectSaid(toLinux(windows, pathFacts(host)), linux);
  });

  it.each(expected.fileSystems ?? [])("%s lies on %s", (path, words) => {
    const mount = mountOf(path, visible(host));
    const { type, backing } = describeMount(mount!, tags);
    expect(`${type} ${backing}`).toBe(words);
  });
});
