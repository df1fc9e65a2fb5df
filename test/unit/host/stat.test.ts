/** When two looks at a file are the same, and whether the times of its file system say something. */
import { describe, expect, it, vi } from "vitest";
import {
  hasTrustedTimes,
  isAsSeen,
  lookAt,
  namesText,
  sameStat,
  type Name,
  type Stat,
} from "../../../lib/host/stat.ts";

/** What statfs says; undefined: it fails. */
const fileSystem = vi.hoisted(() => ({ type: undefined as number | undefined }));
vi.mock("node:fs", async (original) => ({
  ...(await original<object>()),
  statfsSync() {
    if (fileSystem.type === undefined) throw new Error("ENOENT");
    return fileSystem;
  },
}));

describe("sameStat", () => {
  const stat: Stat = { size: 3, mtimeMs: 1000.25, ctimeMs: 2000.5, inode: 7 };

  it.each<[what: string, other: Stat | undefined, same: boolean]>([
    ["the same", { ...stat }, true],
    ["another size", { ...stat, size: 4 }, false],
    ["another mtime", { ...stat, mtimeMs: 1000.5 }, false],
    ["another ctime", { ...stat, ctimeMs: 2000.25 }, false],
    ["another inode", { ...stat, inode: 8 }, false],
    ["none", undefined, false],
  ])("of a stat and %s", (_, other, same) => {
    expect(sameStat(stat, other)).toBe(same);
    expect(sameStat(other, stat)).toBe(same);
  });

  it("of nothing and nothing is false: nobody knows what is there", () => {
    expect(sameStat(undefined, undefined)).toBe(false);
  });
});

describe("isAsSeen", () => {
  const file = import.meta.filename;

  it("tells mode and device of a path that is the same, which are not remembered", () => {
    const seen = lookAt(file);
    const remembered = { type: "other" as const, stat: seen.stat! };
    expect(isAsSeen(file, remembered)).toBe(true);
    expect(remembered).toEqual(seen);
  });

  it.each<[what: string, place: string, change: Partial<Stat>]>([
    ["another size", file, { size: 1 }],
    ["another mtime", file, { mtimeMs: 1 }],
    ["another ctime", file, { ctimeMs: 1 }],
    ["another inode", file, { inode: 1 }],
    ["nothing there", `${file}.none`, {}],
    ["what can't be asked for", `${file}\0`, {}],
  ])("is false with %s", (_, place, change) => {
    expect(isAsSeen(place, { type: "file", stat: { ...lookAt(file).stat!, ...change } })).toBe(false);
  });

  it("is false for what was not there", () => {
    expect(isAsSeen(file, { type: "none" })).toBe(false);
  });
});

describe("hasTrustedTimes", () => {
  it.each<[what: string, type: number | undefined, trusted: boolean]>([
    ["ext4", 0xef53, true],
    ["btrfs", 0x9123683e, true],
    ["xfs", 0x58465342, true],
    ["tmpfs", 0x01021994, true],
    ["overlayfs", 0x794c7630, true],
    ["zfs", 0x2fc12fc1, true],
    ["9p, Windows drives in WSL 2", 0x01021997, false],
    ["SMB", 0x517b, false],
    ["CIFS", 0xff534d42, false],
    ["SMB 2", 0xfe534d42, false],
    ["FUSE", 0x65735546, false],
    ["NFS", 0x6969, false],
    ["drvfs, Windows drives in WSL 1", 0x53464846, false],
    ["one that nobody can ask", undefined, false],
  ])("on Linux, of %s", (_, type, trusted) => {
    fileSystem.type = type;
    expect(hasTrustedTimes("/home/me", "linux")).toBe(trusted);
  });

  it.each<[platform: NodeJS.Platform, file: string, trusted: boolean]>([
    ["darwin", "/Users/me", true],
    ["win32", "C:\\Users\\me", true],
    ["win32", "\\\\wsl.localhost\\Ubuntu\\home\\me", false],
    ["win32", "\\\\server\\share", false],
  ])("on %s, of %s", (platform, file, trusted) => {
    fileSystem.type = undefined;
    expect(hasTrustedTimes(file, platform)).toBe(trusted);
  });
});

describe("namesText", () => {
  it.each<[what: string, left: Name[], right: Name[]]>([
    ["kinds", [{ name: "a", kind: "-" }], [{ name: "a", kind: "/" }]],
    ["names", [{ name: "a", kind: "-" }], [{ name: "b", kind: "-" }]],
    [
      "one name and two",
      [{ name: "ab", kind: "-" }],
      [
        { name: "a", kind: "-" },
        { name: "b", kind: "-" },
      ],
    ],
    [
      "a name of two lines and two names",
      [{ name: "a\n-b", kind: "-" }],
      [
        { name: "a", kind: "-" },
        { name: "b", kind: "-" },
      ],
    ],
    ["nothing and something", [], [{ name: "a", kind: "?" }]],
  ])("tells %s apart", (_, left, right) => {
    expect(namesText(left)).not.toBe(namesText(right));
  });
});
