import { describe, expect, it } from "vitest";
import { releaseName, releaseOf } from "../../../lib/go/release-name.ts";

describe("releaseName", () => {
  it.each([
    [{ version: "1.26.8", os: "linux", arch: "amd64" }, "1.26.8.linux-amd64"],
    [{ version: "1.27rc1", os: "windows", arch: "arm64" }, "1.27rc1.windows-arm64"],
    [{ version: "1.20", os: "js", arch: "wasm" }, "1.20.js-wasm"],
    [{ version: "1.22.1-big.corp", os: "linux", arch: "386" }, "1.22.1-big.corp.linux-386"],
  ])("%j is %s, and back", (each, name) => {
    expect(releaseName(each)).toBe(name);
    expect(releaseOf(name)).toEqual(each);
  });

  it.each([
    ".1.26.8.linux-amd64.x.tmp",
    ".notes",
    "bin",
    "1.26.8",
    "x.linux-amd64",
    "1.26.8.linux-amd64.json",
    "1.26.8.linux",
    "1.26.8.-amd64",
    "1.26.8.linux-",
    "1.26.8.linux-amd64-old",
    "01.26.8.linux-amd64",
    "",
  ])("%s is none", (name) => {
    expect(releaseOf(name)).toBeUndefined();
  });
});
