import path from "node:path";
import { describe, expect, it } from "vitest";
import { embedFolders, type FolderEntry } from "../../../lib/go/embed-folders.ts";

const root = path.resolve("/module/pkg");

/** A package folder with these files; a name that ends in `/` is an empty folder. */
function tree(...files: string[]) {
  const entries = new Map<string, Map<string, FolderEntry>>([[root, new Map()]]);
  for (const file of files) {
    const parts = file.split("/");
    for (const [index, name] of parts.entries()) {
      const isDirectory = index < parts.length - 1;
      const parent = path.join(root, ...parts.slice(0, index));
      if (name !== "") entries.get(parent)!.set(name, { name, isDirectory });
      const folder = path.join(parent, name);
      if (isDirectory && !entries.has(folder)) entries.set(folder, new Map());
    }
  }
  return (folder: string): FolderEntry[] => [...(entries.get(folder)?.values() ?? [])];
}

const list = tree(
  "a.go",
  "web/index.html",
  "web/js/app.js",
  "web/js/deep/x.js",
  "web/.hidden/x",
  "web/_private/x",
  "web/.git/config",
  "web/empty/",
  "worker/index.html",
  "docs/de/a.md",
  "docs/en/a.md",
  "docs/en/sub/b.md",
  "[x]/a.txt",
  "größe/a.txt",
  "a-b/a.txt",
  ".git/config",
);

/** The folders relative to the package, which is `.`. */
function folders(...patterns: string[]): string[] {
  return embedFolders(root, patterns, list).map((folder) =>
    path.relative(root, folder).replaceAll("\\", "/"),
  );
}

const web = ["web", "web/.hidden", "web/_private", "web/empty", "web/js", "web/js/deep"];
const docs = ["docs", "docs/de", "docs/en", "docs/en/sub"];

describe("embedFolders", () => {
  it.each<[pattern: string, found: string[]]>([
    ["a.txt", [""]],
    ["web", ["", ...web]],
    ["all:web", ["", ...web]],
    ["web/index.html", ["", "web"]],
    ["web/js", ["", "web", "web/js", "web/js/deep"]],
    ["web/*", ["", ...web]],
    ["web/*.html", ["", "web"]],
    ["web/*/*.js", ["", ...web.filter((folder) => folder !== "web/js/deep"), "web/.git"]],
    ["w*/index.html", ["", "web", "worker"]],
    ["all:w*/index.html", ["", "web", "worker"]],
    ["docs/*/a.md", ["", "docs", "docs/de", "docs/en"]],
    ["docs/*/sub", ["", ...docs]],
    ["docs/?n", ["", "docs", "docs/en", "docs/en/sub"]],
    ["docs/[a-d]e", ["", "docs", "docs/de"]],
    ["docs/[^d]?", ["", "docs", "docs/en", "docs/en/sub"]],
    ["docs/[d-de]*", ["", ...docs]],
    ["docs/[z-a]e", ["", "docs"]],
    ["docs/[^z-a]e", ["", "docs", "docs/de"]],
    ["docs/.*", ["", "docs"]],
    ["docs/d.", ["", "docs"]],
    ["\\[x]", ["", "[x]"]],
    ["[[]x]", ["", "[x]"]],
    ["[\\[]x[\\]]", ["", "[x]"]],
    ["w\\eb/*.html", ["", "web"]],
    ["gr????", [""]],
    ["gr??e", ["", "größe"]],
    ["gr[à-ÿ]*", ["", "größe"]],
    ["a[+\\--]b", [""]],
    ["a[\\-]b", ["", "a-b"]],
    ["nowhere/x", [""]],
    ["nowhere/*/x", [""]],
    ["a.go/x", [""]],
    ["*.go", [""]],
  ])("%s", (pattern, found) => {
    expect(folders(pattern)).toEqual(found.toSorted());
  });

  it("finds what several patterns need, each folder once", () => {
    expect(folders("web/index.html", "web/js/*.js", "docs/de", "web/js")).toEqual(
      ["", "docs", "docs/de", "web", "web/js", "web/js/deep"].toSorted(),
    );
  });

  it("does not look into .git below what is matched", () => {
    expect(folders("*")).toContain("web/js/deep");
    expect(folders("*").filter((folder) => folder.includes(".git"))).toEqual([]);
  });

  it.each(["", ".", "..", "../x", "/x", "web/../x", "web//x", "web/", "./web", "all:", "all:."])(
    "has none for %j, which Go refuses",
    (pattern) => {
      expect(folders(pattern)).toEqual([]);
    },
  );

  it.each(["[", "[]", "[]a]", "[a", "[^", "[^]", "[a-]", "[-a]", "[a-", "[\\", "w\\"])(
    "matches nothing by %j, which is malformed",
    (pattern) => {
      expect(folders(`${pattern}/*`)).toEqual([""]);
    },
  );

  it("has none without patterns", () => {
    expect(folders()).toEqual([]);
  });

  it("goes through a link before the last part, as Glob does, and not below a matched folder", () => {
    const linked = new Map<string, FolderEntry[]>([
      [root, [{ name: "link", isDirectory: false }]],
      [path.join(root, "link"), [{ name: "again", isDirectory: false }]],
      [path.join(root, "link", "again"), [{ name: "x", isDirectory: false }]],
    ]);
    const found = (pattern: string) => embedFolders(root, [pattern], (folder) => linked.get(folder) ?? []);
    expect(found("l*/x")).toEqual([root, path.join(root, "link")]);
    expect(found("l*")).toEqual([root]);
  });

  it("finds a folder that is spelt otherwise where the file system ignores case", () => {
    const ignoringCase = (folder: string) => list(path.join(root, path.relative(root, folder).toLowerCase()));
    expect(embedFolders(root, ["Docs/de"], ignoringCase)).toEqual(
      [root, path.join(root, "Docs"), path.join(root, "Docs", "de")].toSorted(),
    );
  });
});
