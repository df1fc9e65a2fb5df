import { describe, expect, it } from "vitest";
import {
  compareVersions,
  isLanguage,
  languageOf,
  parseVersion,
  parseVersionFile,
} from "../../../lib/go/version.ts";

describe("compareVersions", () => {
  // The rows of internal/gover/gover_test.go (Go 1.26), then those for names as installations have them.
  it.each<[string, string, -1 | 0 | 1]>([
    ["", "", 0],
    ["x", "x", 0],
    ["", "x", 0],
    ["1", "1.1", -1],
    ["1.5", "1.6", -1],
    ["1.5", "1.10", -1],
    ["1.6", "1.6.1", -1],
    ["1.19", "1.19.0", 0],
    ["1.19rc1", "1.19", -1],
    ["1.20", "1.20.0", 0],
    ["1.20rc1", "1.20", -1],
    ["1.21", "1.21.0", -1],
    ["1.21", "1.21rc1", -1],
    ["1.21rc1", "1.21.0", -1],
    ["1.6", "1.19", -1],
    ["1.19rc1", "1.19.1", -1],
    ["1.19rc1", "1.19rc2", -1],
    ["1.19alpha3", "1.19beta2", -1],
    ["1.19beta2", "1.19rc1", -1],
    ["1.1", "1.99999999999999998", -1],
    ["1.99999999999999998", "1.99999999999999999", -1],
    ["go1.21.3", "1.21.3", 0],
    ["1.22.1-custom", "1.22.1", 0],
    ["1.22.1 X:boringcrypto", "1.22.1", 0],
    ["devel go1.27-abc123 Tue Jan 6 2026", "1.27", 0],
    ["1.27-devel_abc123 Tue Jan 6 2026", "1.27rc1", -1],
    ["1.9rc10", "1.9rc9", 1],
    ["unreadable", "1", -1],
  ])("%s and %s: %i", (left, right, order) => {
    expect(compareVersions(left, right)).toBe(order);
    expect(compareVersions(right, left)).toBe(order === 0 ? 0 : -order);
  });
});

describe("parseVersion", () => {
  it.each<[string, object | undefined]>([
    ["1.21", { major: "1", minor: "21", patch: "", kind: "", pre: "", suffix: "", devel: false }],
    ["1.20", { minor: "20", patch: "0" }],
    ["1", { major: "1", minor: "0", patch: "0" }],
    ["1.21rc3", { minor: "21", patch: "", kind: "rc", pre: "3" }],
    ["1.999testmod", { minor: "999", kind: "testmod", pre: "" }],
    ["go1.22.1-bigcorp", { patch: "1", suffix: "bigcorp" }],
    ["devel go1.27-abc Tue", { minor: "27", patch: "", devel: true }],
    ["1.27-devel_abc", { minor: "27", devel: true }],
    ["devel +abc123 Tue", undefined],
    ["1.600+auto", undefined],
    ["1.21.3rc1", undefined],
    ["1.021", undefined],
    ["1.21.", undefined],
    ["go1.21-../../bin/go", undefined],
    ["bash", undefined],
    ["", undefined],
  ])("%s", (text, expected) => {
    if (expected === undefined) expect(parseVersion(text)).toBeUndefined();
    else expect(parseVersion(text)).toMatchObject(expected);
  });

  it.each<[string, string, boolean]>([
    ["1.21", "1.21", true],
    ["1.20", "1.20", false],
    ["1.21rc2", "1.21", false],
    ["1.21.3", "1.21", false],
  ])("%s speaks %s; a language: %s", (text, language, is) => {
    const version = parseVersion(text)!;
    expect(languageOf(version)).toBe(language);
    expect(isLanguage(version)).toBe(is);
  });
});

describe("parseVersionFile", () => {
  it.each<[string, object | undefined]>([
    ["go1.26.8\ntime 2026-08-28T16:20:06Z\n", { version: "1.26.8" }],
    ["go1.20", { version: "1.20" }],
    ["go1.26.8\r\ntime 2026-08-28T16:20:06Z\r\n", { version: "1.26.8" }],
    ["go1.22.1-bigcorp\n", { version: "1.22.1-bigcorp" }],
    [
      "go1.22.1 X:boringcrypto,rangefunc\n",
      { version: "1.22.1", experiments: ["boringcrypto", "rangefunc"] },
    ],
    ["devel go1.21-abc Tue Jan 6\n", { version: "devel go1.21-abc Tue Jan 6" }],
    ["go1.27-devel_abc Tue Jan 6", { version: "1.27-devel_abc Tue Jan 6" }],
    ["", undefined],
    ["3.11.2\n", undefined],
  ])("%j", (text, expected) => {
    expect(parseVersionFile(text)).toEqual(expected);
  });
});
