/** What `gowsl init` writes, by what it has found. That configs load and pass tsc, test/cli/init.test.ts shows. */
import { describe, expect, it } from "vitest";
import { configText, tsconfigText, withIgnored, workflowText } from "../../../lib/cli/init-texts.ts";

describe("the config", () => {
  it.each([
    [
      "programs in cmd",
      [{ dir: ".", mains: ["cmd/a", "cmd/b"] }],
      ['packages: ["./cmd/..."]', '"Build a, b"', 'needs: ["vet", "test", "build"]'],
      ["dir:"],
    ],
    [
      "programs here and there",
      [{ dir: ".", mains: [".", "cmd/a"] }],
      ['packages: [".", "./cmd/a"]', '"Build the program, a"'],
      [],
    ],
    ["a library", [{ dir: ".", mains: [] }], ['needs: ["vet", "test"]'], ["go.build", "targets"]],
    [
      "a workspace",
      [
        { dir: "api", mains: ["cmd/server"] },
        { dir: "libs/words", mains: [] },
      ],
      [
        '"build:api": go.build(',
        'dir: "libs/words"',
        'build: task({ description: "Build all modules", needs: ["build:api"] })',
        'test: task({ description: "Test all modules", needs: ["test:api", "test:libs-words"] })',
        'needs: ["vet:api", "vet:libs-words", "test", "build"]',
      ],
      ["build:libs-words"],
    ],
    [
      "modules whose folders would give one name",
      [
        { dir: "a/b", mains: [] },
        { dir: "a-b", mains: [] },
        { dir: ".", mains: [] },
      ],
      ['"test:a-b": ', '"test:a-b-2": ', '"test:root": '],
      [],
    ],
    ["odd names", [{ dir: ".", mains: ['x/"q"'] }], ['packages: ["./x/\\"q\\""]'], []],
  ])("%s", (_, modules, has, lacks) => {
    const text = configText({ modules });
    for (const piece of has) expect(text).toContain(piece);
    for (const piece of lacks) expect(text).not.toContain(piece);
  });
});

it("the tsconfig leads to the types and is JSON but for its comment", () => {
  const json = tsconfigText("gowsl.config.mts", ".gowsl/types/index.d.ts").replace(/^\s*\/\/.*$/m, "");
  expect(JSON.parse(json)).toMatchObject({
    compilerOptions: { paths: { gowsl: ["./.gowsl/types/index.d.ts"] } },
    include: ["gowsl.config.mts"],
  });
});

describe("lines of .gitignore", () => {
  it.each([
    ["none", "", "", "bin/\ndist/\n"],
    ["others, without an end", "*.o", "", "*.o\nbin/\ndist/\n"],
    ["line ends of Windows", "*.o\r\n/bin\r\n", "", "*.o\r\n/bin\r\ndist/\r\n"],
    ["all, in other forms", "**/bin\n dist/ \n", "", undefined],
    ["those of the repository count", "", "bin/\ndist\n", undefined],
    ["what is at its top only does not", "dist\n", "/bin/\n", "dist\nbin/\n"],
    ["what only looks alike", "# bin/\nbinary/\n!dist/\n", "", "# bin/\nbinary/\n!dist/\nbin/\ndist/\n"],
  ])("%s", (_, current, above, expected) => {
    expect(withIgnored(current, above, ["bin", "dist"])).toBe(expected);
  });
});

it("the workflow works in the folder of the config, with the Go of its module", () => {
  expect(workflowText("1.2.3", ".", "go.mod")).not.toContain("working-directory");
  const below = workflowText("1.2.3", "tools", "tools/go.work");
  expect(below).toContain('working-directory: "tools"');
  expect(below).toContain('go-version-file: "tools/go.work"');
  expect(below).toContain("npx --yes gowsl@1.2.3 ci");
});
