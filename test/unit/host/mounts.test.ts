/** What is mounted where, as the kernel writes it; drives are tested with whole hosts in hosts.test.ts. */
import { describe, expect, it } from "vitest";
import {
  mountOf,
  parseMountInfo,
  visibleMounts,
  windowsDrives,
  windowsPathOf,
  type Mount,
} from "../../../lib/host/mounts.ts";

const example = "36 35 98:0 /mnt1 /mnt2 rw,noatime master:1 - ext3 /dev/root rw,errors=continue\n"; // proc_pid_mountinfo(5)

describe("parseMountInfo", () => {
  it("reads a line, with optional fields or without", () => {
    const mount: Mount = {
      id: 36,
      parent: 35,
      root: "/mnt1",
      folder: "/mnt2",
      type: "ext3",
      source: "/dev/root",
      superOptions: "rw,errors=continue",
    };
    expect(parseMountInfo(example)).toEqual([mount]);
    expect(parseMountInfo(example.replace("master:1 ", ""))).toEqual([mount]);
    expect(parseMountInfo(example.replace("master:1", "shared:2 master:1 propagate_from:3"))).toEqual([
      mount,
    ]);
    expect(parseMountInfo(example.replace("\n", "\r\n"))).toEqual([mount]);
  });

  it("resolves octal escapes in names, not in options", () => {
    const [mount] = parseMountInfo(
      "1 0 0:1 /a\\040b /c\\011d\\134\\012e rw - 9p C:\\134 rw,aname=drvfs;path=C:\\134x\n",
    );
    expect(mount).toMatchObject({
      root: "/a b",
      folder: "/c\td\\\ne",
      source: "C:\\",
      superOptions: "rw,aname=drvfs;path=C:\\134x",
    });
  });

  it("takes an empty source, and a dash as a name of something else", () => {
    expect(parseMountInfo("1 0 0:1 / /x rw -  tmpfs rw")).toEqual([]);
    expect(parseMountInfo("1 0 0:1 / /x rw - tmpfs  rw")[0]).toMatchObject({
      source: "",
      superOptions: "rw",
    });
    expect(parseMountInfo("1 0 0:1 - - rw - tmpfs none rw")).toEqual([]);
  });

  it.each(["", "\n\n", "1 0 0:1 / /x rw", "1 0 0:1 / relative rw - ext4 a rw", "- - - - - - -", "1 2 3 -"])(
    "passes over %j",
    (text) => {
      expect(parseMountInfo(text)).toEqual([]);
    },
  );
});

/** `id parent folder`, one a line. */
function mounts(...lines: string[]): Mount[] {
  return parseMountInfo(
    lines
      .map((line) => line.split(" "))
      .map(([id, parent, folder]) => `${id} ${parent} 0:${id} / ${folder} rw - ext4 ${id} rw`)
      .join("\n"),
  );
}

describe("visibleMounts", () => {
  it.each<[what: string, lines: string[], visible: number[]]>([
    ["mounts beside each other", ["1 0 /", "2 1 /a", "3 1 /b"], [1, 2, 3]],
    ["one on the same folder", ["1 0 /", "2 1 /a", "3 2 /a"], [1, 3]],
    ["one above", ["1 0 /", "2 1 /mnt/c", "3 1 /mnt"], [1, 3]],
    ["one above, with something on it", ["1 0 /", "2 1 /mnt/c", "3 1 /mnt", "4 3 /mnt/c"], [1, 3, 4]],
    ["a name that begins alike", ["1 0 /", "2 1 /mnt/c", "3 1 /mnt/cd"], [1, 2, 3]],
    ["a copied namespace, in another order", ["5 4 /a/b", "4 1 /a", "1 0 /"], [5, 4, 1]],
    ["a root over the root", ["1 0 /", "2 1 /a", "3 1 /"], [3]],
    ["one that stands on itself (WSL 1)", ["2 2 /", "3 2 /a"], [2, 3]],
  ])("%s", (_, lines, visible) => {
    expect(visibleMounts(mounts(...lines)).map(({ id }) => id)).toEqual(visible);
  });

  it("ends where parents lead in a circle", () => {
    expect(visibleMounts(mounts("1 2 /a", "2 1 /a/b", "3 9 /a"))).toHaveLength(1);
  });
});

it.each<[path: string, id: number | undefined]>([
  ["/", 1],
  ["/a", 2],
  ["/a/x", 2],
  ["/ab", 1],
  ["/a/b/c", 3],
])("%s lies on mount %i", (path, id) => {
  expect(mountOf(path, mounts("1 0 /", "2 1 /a", "3 2 /a/b"))?.id).toBe(id);
});

it("knows no mount where nothing is told", () => {
  expect(mountOf("/a", [])).toBeUndefined();
});

describe("windowsPathOf", () => {
  const line = (root: string, type: string, source: string, options: string) =>
    parseMountInfo(`1 0 0:1 ${root} /x rw - ${type} ${source} ${options}`)[0]!;

  it.each<[root: string, type: string, source: string, options: string, windows: string | undefined]>([
    ["/", "9p", "C:\\134", "rw,aname=drvfs;path=C:\\;uid=0,trans=fd", "C:\\"],
    ["/", "9p", "C:", "rw,aname=drvfs;path=c:;uid=0", "C:\\"],
    ["/", "9p", "drvfs", "rw,aname=drvfs;path=C:\\,trans=fd", "C:\\"],
    ["/", "9p", "none", "rw,aname=drvfs;uid=0;path=C:\\sub;x=1", "C:\\sub\\"],
    ["/a:b", "9p", "none", "rw,aname=drvfs;path=C:\\", "C:\\a\uf03ab\\"],
    // A backslash that the kernel escapes, and a folder that is called 134.
    ["/", "9p", "C:\\134", "rw,aname=drvfs;path=C:\\134;uid=0", "C:\\"],
    ["/", "9p", "C:\\134134", "rw,aname=drvfs;path=C:\\134;uid=0", "C:\\134\\"],
    ["/", "9p", "none", "rw,aname=drvfs;path=UNC/server/share;uid=0", "\\\\server\\share\\"],
    ["/", "9p", "drivers", "ro,aname=drivers;fmask=222", undefined],
    ["/", "9p", "C:\\134", "rw,trans=virtio", undefined],
    ["/", "9p", "x", "rw,aname=drvfs;path=/etc", undefined],
    ["/", "9p", "x", "rw,aname=drvfsx;path=C:\\", undefined],
    ["/", "drvfs", "C:", "rw", "C:\\"],
    ["/", "drvfs", "C:/Users", "rw", "C:\\Users\\"],
    ["/", "drvfs", "\\134\\134nas\\134work", "rw", "\\\\nas\\work\\"],
    ["/", "drvfs", "none", "rw", undefined],
    ["/", "ext4", "C:", "rw,aname=drvfs;path=C:\\", undefined],
    ["/", "virtiofs", "drvfsaC1", "rw", "C:\\"],
    ["/", "virtiofs", "drvfsaF{0000}", "rw", "F:\\"],
    ["/x", "virtiofs", "drvfsa", "rw", undefined],
    ["/", "virtiofs", "unknown", "rw", undefined],
  ])("%s of %s %s %s is %s", (root, type, source, options, windows) => {
    expect(windowsPathOf(line(root, type, source, options))).toBe(windows);
  });
});

it("shows nobody what WSL mounts only to bind it to the drives' folders", () => {
  const guid = "d0b7c6a1-5f0e-4b5c-9a61-3a3f2f0d8a11";
  const text = `1 0 0:1 / / rw - ext4 /dev/sdc rw
2 1 0:2 /${guid} /mnt/c rw - virtiofs drvfsa rw
3 1 0:2 /${guid} /run/wsl/virtiofs-mounts/drvfsa/${guid} rw - virtiofs drvfsa rw
`;
  const { drives, covered } = windowsDrives(parseMountInfo(text), { [guid]: "C:\\" });
  expect(drives.map(({ folder }) => folder)).toEqual(["/mnt/c"]);
  expect(covered).toEqual([]);
});
