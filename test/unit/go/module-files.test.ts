import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { findModule, readModuleFile } from "../../../lib/go/module-files.ts";

describe("readModuleFile", () => {
  // Each row was put to `go mod edit -json` of Go 1.26, which says the same; it only refuses the line `newer`.
  it.each<[string, object]>([
    ["module a\n\ngo 1.22\n", { module: "a", go: "1.22", use: [] }],
    ["module a\r\n\r\ngo 1.22\r\n", { module: "a", go: "1.22", use: [] }],
    [
      'module "a b" // c\ngo 1.22// x\ntoolchain go1.22.1\n',
      { module: "a b", go: "1.22", toolchain: "go1.22.1", use: [] },
    ],
    ["module (\n  a/b\n)\ngo 1.22", { module: "a/b", go: "1.22", use: [] }],
    ["\tmodule\ta\n\tgo 1.23rc1", { module: "a", go: "1.23rc1", use: [] }],
    [
      "module a\nrequire (\n\tgo.example/x v1.0.0 // indirect\n)\nretract [v1.0.0, v1.2.0]\n",
      { module: "a", use: [] },
    ],
    ["module a\nrequire ()\ngo 1.22\n", { module: "a", go: "1.22", use: [] }],
    [
      "module a\nnewer 1\ngo 1.99\ntoolchain default",
      { module: "a", go: "1.99", toolchain: "default", use: [] },
    ],
    ["// go 1.5\n", { use: [] }],
    ["", { use: [] }],
  ])("go.mod %j", (text, expected) => {
    expect(readModuleFile(text, "go.mod")).toEqual({ ok: true, value: expected });
  });

  it.each<[string, string[]]>([
    ["go 1.22\nuse ./a\nuse ../b // two\n", ["./a", "../b"]],
    ['go 1.22\nuse (\n\t./a\n\n\t// comment\n\t"./with space"\n)\nuse .\n', ["./a", "./with space", "."]],
    ['use "C:\\\\src\\\\a"\r\nuse C:\\src\\b\r\n', ["C:\\src\\a", "C:\\src\\b"]],
    ["use (\n)\n", []],
  ])("go.work %j", (text, use) => {
    expect(readModuleFile(text, "go.work")).toMatchObject({ ok: true, value: { use } });
  });

  it.each<[string, string, string]>([
    ["\ufeffmodule a\n", "go.mod:1", "begins with a byte order mark"],
    ["module a\ngo (\n 1.22\n)\n", "go.mod:3", "unknown block type: go"],
    [
      "module a\ngo 1.21.0-bigcorp\n",
      "go.mod:2",
      'invalid go version "1.21.0-bigcorp": must match format 1.23.0',
    ],
    ['go "1.22"\n', "go.mod:1", "invalid go version"],
    ["toolchain 1.22\n", "go.mod:1", "invalid toolchain version"],
    ["go 1.22\ngo 1.99\n", "go.mod:2", "repeated go statement"],
    ["toolchain go1.99.1 x\n", "go.mod:1", "toolchain expects exactly one argument"],
    ["module `a`\n", "go.mod:1", "invalid quoted string"],
    ["module a\rgo 1.22\r", "go.mod:1", "module expects exactly one argument"],
    ["module a\nmodule b\n", "go.mod:2", "repeated module statement"],
  ])("is refused: %j", (text, place, thing) => {
    const result = readModuleFile(text, "go.mod");
    expect(result).toMatchObject({ ok: false, failures: [{ family: "module", place }] });
    expect(result.ok ? "" : result.failures[0]!.thing).toContain(thing);
  });

  it("tells all mistakes at once", () => {
    const result = readModuleFile("go x\ntoolchain y\n", "go.work");
    expect(result.ok ? [] : result.failures.map(({ place }) => place)).toEqual(["go.work:1", "go.work:2"]);
  });
});

describe("findModule", () => {
  const root = realpathSync(mkdtempSync(path.join(os.tmpdir(), "gowsl-module-")));
  const at = (...parts: string[]) => path.join(root, ...parts);
  mkdirSync(at("work", "module", "deep"), { recursive: true });
  mkdirSync(at("work", "folders", "go.mod"), { recursive: true });
  writeFileSync(at("work", "go.work"), "go 1.22\n");
  writeFileSync(at("work", "module", "go.mod"), "module a\n");
  afterAll(() => rmSync(root, { recursive: true }));

  const goMod = at("work", "module", "go.mod");
  const goWork = at("work", "go.work");

  it.each<[string, string, string | undefined, object]>([
    ["both, each from its own folder", "work/module/deep", undefined, { goMod, goWork }],
    ["an empty GOWORK is none", "work/module", "", { goMod, goWork }],
    ["auto looks upwards", "work/module", "auto", { goMod, goWork }],
    ["off", "work/module", "off", { goMod }],
    ["a folder named go.mod is no module", "work/folders", undefined, { goWork }],
    [
      "GOWORK names a file, even one that is not there yet",
      "work/module",
      at("x", "go.work"),
      { goMod, goWork: at("x", "go.work") },
    ],
    ["nothing", ".", undefined, {}],
  ])("%s", (_name, cwd, gowork, expected) => {
    expect(findModule(at(cwd), gowork)).toEqual(expected);
  });

  it("refuses a relative GOWORK as go does", () => {
    expect(findModule(at("work", "module"), "go.work")).toMatchObject({
      goMod,
      problem: { family: "module", place: "GOWORK", thing: '"go.work" is not an absolute path' },
    });
  });
});
