import { describe, expect, it } from "vitest";
import { generatedFiles } from "../../../bench/generated.ts";

/** Import paths of all packages that main reaches, itself as "". */
function reached(texts: Record<string, string>): Set<string> {
  const found = new Set<string>();
  const visit = (folder: string): void => {
    if (found.has(folder)) return;
    found.add(folder);
    for (const [file, text] of Object.entries(texts)) {
      if (file.slice(0, Math.max(0, file.lastIndexOf("/"))) !== folder || !file.endsWith(".go")) continue;
      for (const [, name] of text.matchAll(/^import "example\.com\/generated\/(\w+)"$/gm)) visit(name!);
    }
  };
  visit("");
  return found;
}

describe("generatedFiles", () => {
  it.each([1, 20, 21, 100, 500, 1000])("%d files, all of them reached from main", (files) => {
    const texts = generatedFiles(files);
    const names = Object.keys(texts).filter((name) => name.endsWith(".go"));
    expect(names).toHaveLength(files);
    const folders = new Set(names.map((name) => name.slice(0, Math.max(0, name.lastIndexOf("/")))));
    expect(reached(texts)).toEqual(folders);
  });

  it("gives each file a text of its own", () => {
    const texts = Object.values(generatedFiles(1000));
    expect(new Set(texts).size).toBe(texts.length);
  });
});
