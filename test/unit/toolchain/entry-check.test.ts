import { describe, expect, it } from "vitest";
import { EntryCheck, goLimits, type EntryFacts } from "../../../lib/toolchain/entry-check.ts";

const file = (name: string, sizeBytes = 1): EntryFacts => ({ name, kind: "file", sizeBytes });
const folder = (name: string): EntryFacts => ({ name, kind: "folder", sizeBytes: 0 });
const link = (name: string, target: string): EntryFacts => {
  return { name, kind: "symbolic link", sizeBytes: 0, target };
};
const hardLink = (name: string, target: string): EntryFacts => ({ ...link(name, target), kind: "hard link" });

function checkOf(limits = goLimits, archiveBytes = 1 << 20) {
  return new EntryCheck({ archive: "go.tar.gz", archiveBytes, prefix: "go/", limits });
}

/** Where the entries go, or the first refusal. */
function judge(entries: EntryFacts[], check = checkOf()): string[] | string {
  const places: string[] = [];
  for (const entry of entries) {
    const admitted = check.admit(entry);
    if (!admitted.ok) return admitted.failures[0]!.thing;
    places.push(admitted.value.place);
  }
  return check.finish()?.thing ?? places;
}

describe("EntryCheck", () => {
  it("puts entries below the root of the tree", () => {
    const entries = [folder("go/"), file("go/VERSION"), folder("go/src/"), file("go/src/a/b.go")];
    expect(judge(entries)).toEqual(["", "VERSION", "src", "src/a/b.go"]);
  });

  it("takes folders above the prefix for the root, and links that stay inside", () => {
    const entries = [file("go/bin/go"), link("go/bin/gofmt", "go"), hardLink("go/bin/again", "go/bin/go")];
    expect(judge(entries)).toEqual(["bin/go", "bin/gofmt", "bin/again"]);
    const check = new EntryCheck({
      archive: "a",
      archiveBytes: 1,
      prefix: "golang.org/toolchain@v1/",
      limits: goLimits,
    });
    expect(judge([folder("golang.org/"), folder("golang.org/toolchain@v1/")], check)).toEqual(["", ""]);
  });

  it.each<[name: string, entries: EntryFacts[], refusal: string]>([
    [
      "another prefix",
      [file("gone/x")],
      'its entry "gone/x" does not lie in go/, where all of a Go release lies',
    ],
    [
      "the prefix as a file",
      [file("go/")],
      'its entry "go/" does not lie in go/, where all of a Go release lies',
    ],
    ["a file twice", [file("go/x"), file("go/x")], 'its entry "go/x" is there twice'],
    ["a file that is a folder", [file("go/x/y"), file("go/x")], 'its entry "go/x" is there twice'],
    [
      "a folder that is a file",
      [file("go/x"), file("go/x/y")],
      'its entry "go/x/y" lies in x, which is a file',
    ],
    [
      "case",
      [file("go/Readme"), file("go/README")],
      'its entry "go/README" differs only in case from Readme, and they would be one file on Windows and macOS',
    ],
    [
      "case of a folder",
      [file("go/src/a"), file("go/SRC/b")],
      'its entry "go/SRC/b" differs only in case from src, and they would be one file on Windows and macOS',
    ],
    ["a device", [{ ...file("go/x"), kind: "device" }], 'its entry "go/x" is a device, and no Go has one'],
    [
      "a strange type",
      [{ ...file("go/x"), kind: "unknown" }],
      'its entry "go/x" is neither a file nor a folder nor a link',
    ],
    ["a link out", [link("go/x", "../../etc")], 'its entry "go/x" is a link that leaves the tree: ../../etc'],
    [
      "an absolute link",
      [link("go/x", "/etc/passwd")],
      'its entry "go/x" is a link that leaves the tree: /etc/passwd',
    ],
    [
      "a hard link out",
      [hardLink("go/x", "/etc/passwd")],
      'its entry "go/x" is a link that leaves the tree: /etc/passwd',
    ],
    [
      "a hard link up",
      [hardLink("go/x", "go/../../etc")],
      'its entry "go/x" is a link that leaves the tree: go/../../etc',
    ],
    [
      "a hard link to nothing",
      [hardLink("go/x", "go/y"), file("go/y")],
      'its entry "go/x" is a link to what is no file before it: go/y',
    ],
    [
      "a hard link to a link",
      [file("go/a"), link("go/y", "a"), hardLink("go/x", "go/y")],
      'its entry "go/x" is a link to what is no file before it: go/y',
    ],
    [
      "a file behind a link",
      [folder("go/a/"), link("go/x", "a"), file("go/x/y")],
      'its entry "go/x/y" lies in x, which is a symbolic link',
    ],
    ["a link in place of a folder", [file("go/x/y"), link("go/x", "z")], 'its entry "go/x" is there twice'],
    [
      "a link to nothing",
      [link("go/x", "y")],
      'its entry "go/x" is a link that leads to nothing in the archive: y',
    ],
    [
      // a/b/up leads to the root, so that a/b/up/.. would be outside.
      "a link through a link",
      [file("go/a/b/f"), link("go/a/b/up", "../.."), link("go/x", "a/b/up")],
      'its entry "go/x" is a link that leads through another link: a/b/up',
    ],
    [
      "a link through a file",
      [file("go/a"), link("go/x", "a/b")],
      'its entry "go/x" is a link that leads through a file: a/b',
    ],
    ["a size below nothing", [file("go/x", -1)], 'its entry "go/x" claims a size of -1 bytes'],
    ["a size that is no number", [file("go/x", Number.NaN)], 'its entry "go/x" claims a size of NaN bytes'],
  ])("refuses %s", (_, entries, refusal) => {
    expect(judge(entries)).toBe(refusal);
  });

  it("counts entries, bytes and the ratio to the archive", () => {
    const limits = { entries: 2, bytes: 1000, ratio: 1000 };
    expect(judge([file("go/a"), file("go/b"), file("go/c")], checkOf(limits))).toBe(
      'its entry "go/c" is one more than the 2 that are allowed',
    );
    expect(judge([file("go/a", 600), file("go/b", 600)], checkOf(limits))).toBe(
      'its entry "go/b" takes the whole to 1200 bytes; no Go is as large',
    );
    expect(judge([file("go/a", 4 << 20)], checkOf({ ...goLimits, ratio: 3 }))).toBe(
      'its entry "go/a" takes the whole to 4194304 bytes out of 1048576; no Go can be packed so tightly',
    );
  });

  it("names the archive, and says that nothing was installed", () => {
    const admitted = checkOf().admit(file("go/../x"));
    expect(admitted).toMatchObject({
      ok: false,
      failures: [
        { family: "toolchain", place: "go.tar.gz", next: expect.stringMatching(/^Nothing of it was/) },
      ],
    });
  });
});
