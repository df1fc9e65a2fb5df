import { describe, expect, it } from "vitest";
import { folded, linkedFrom, nameReason } from "../../../lib/toolchain/entry-names.ts";

describe("nameReason", () => {
  it.each<[name: string, reason: string | undefined]>([
    ["go/VERSION", undefined],
    ["go/src/", undefined],
    ["golang.org/toolchain@v0.0.1-go1.26.8.linux-amd64/src/_go.mod", undefined],
    ["go/test/fixedbugs/issue27836.dir/Þfoo.go", undefined],
    ["go/src/x..y/...a", undefined],
    ["go/src/console.go", undefined],
    ["go/src/com10.go", undefined],
    ["", "has no name"],
    ["go/a\0b", "has a NUL in its name"],
    ["go\\bin\\go", "has a backslash in its name, which parts folders on Windows"],
    ["/etc/passwd", "is an absolute path"],
    ["//server/share", "is an absolute path"],
    ["C:/Windows", "names a drive of Windows"],
    ["c:relative", "names a drive of Windows"],
    ["../x", "leads out of its folder"],
    ["go/../../x", "leads out of its folder"],
    ["go/..", "leads out of its folder"],
    ["go//x", "has an empty part in its path"],
    ["go/./x", "has an empty part in its path"],
    ["go/x//", "has an empty part in its path"],
    ["go/a:b", "has a character in its name that Windows does not allow"],
    ["go/a?", "has a character in its name that Windows does not allow"],
    ["go/a\u0001", "has a character in its name that Windows does not allow"],
    ["go/a\n", "has a character in its name that Windows does not allow"],
    ["go/a.", "ends in a dot or a space, which Windows drops"],
    ["go/a /b", "ends in a dot or a space, which Windows drops"],
    ["go/CON", "has a name that stands for a device on Windows"],
    ["go/aux.go", "has a name that stands for a device on Windows"],
    ["go/nul/x", "has a name that stands for a device on Windows"],
    ["go/com1.tar.gz", "has a name that stands for a device on Windows"],
    ["go/lpt\u00b2", "has a name that stands for a device on Windows"],
    ["go/con .txt", "has a name that stands for a device on Windows"],
    ["go/CONIN$", "has a name that stands for a device on Windows"],
    [`go/${"a".repeat(256)}`, "has a part of more than 255 bytes in its path"],
    [`go/${"é".repeat(128)}`, "has a part of more than 255 bytes in its path"],
    [`go/${"abc/".repeat(300)}x`, "has a name of more than 1024 bytes"],
  ])("%j", (name, reason) => {
    expect(nameReason(name)).toBe(reason);
  });
});

describe("folded", () => {
  it.each([
    ["README", "readme"],
    ["é", "e\u0301"],
    ["\u212a", "k"],
    ["\u017f", "S"],
  ])("%j is %j for some file system", (left, right) => {
    expect(folded(left)).toBe(folded(right));
  });

  it("keeps apart what all file systems keep apart", () => {
    expect(new Set(["a", "b", "é", "e", "a/b", "ab"].map(folded)).size).toBe(6);
  });
});

describe("linkedFrom", () => {
  it.each<[place: string, target: string, to: string | undefined]>([
    ["bin/gofmt", "go", "bin/go"],
    ["bin/gofmt", "../pkg/tool/x", "pkg/tool/x"],
    ["a/b/c", "../..", ""],
    ["a", "b", "b"],
    ["a", "..", undefined],
    ["a/b", "../../x", undefined],
    ["a/b", "/etc/passwd", undefined],
    ["a/b", "x/../../../y", undefined],
    ["a/b", "C:/x", undefined],
    ["a/b", "..\\..\\x", undefined],
    ["a/b", "", undefined],
  ])("%s -> %s", (place, target, to) => {
    expect(linkedFrom(place, target)).toBe(to);
  });
});
