/** What is said of variables that -X is to set, by the sources of the programs. */
import { expect, it } from "vitest";
import { definitionFault, type Definitions } from "../../../lib/go/defined-variables.ts";

const sources: Record<string, string[]> = {
  "/m/cmd/a": [
    'package main\n\nvar version = "dev"\n\nconst name = "app"\n\nconst both = "a"\n',
    'package main\n\nvar (\n\tcommit = ""\n\tbuilt  string\n)\n',
  ],
  "/m/cmd/b": ['package main\n\nvar both = "b"\n'],
  "/m/info": ["package info\n\nvar Date string\n"],
  "/m/empty": [],
};

const definitions: Definitions = {
  packages: [
    { ImportPath: "example.com/m/cmd/a", Name: "main", Dir: "/m/cmd/a" },
    { ImportPath: "example.com/m/info", Name: "info", Dir: "/m/info" },
    { ImportPath: "example.com/m/empty", Name: "empty", Dir: "/m/empty" },
    { ImportPath: "example.com/m/closed", Name: "closed", Dir: "/m/closed" },
    { ImportPath: "runtime", Name: "runtime", Dir: "/go/src/runtime", Standard: true },
  ],
  mainFolders: () => ["/m/cmd/a", "/m/cmd/b"],
  sourcesIn: (folder) => sources[folder],
};

it.each([
  ["main.version", undefined],
  ["main.built", undefined],
  ["main.both", undefined],
  ["example.com/m/info.Date", undefined],
  ["runtime.anything", undefined],
  // Of another target, or not written yet.
  ["example.com/m/other.Date", undefined],
  ["example.com/m/empty.Date", undefined],
  ["example.com/m/closed.Date", undefined],
  ["main.verison", 'no program has this variable, and go does not tell. Did you mean "main.version"?'],
  ["main.comit", 'no program has this variable, and go does not tell. Did you mean "main.commit"?'],
  ["main.release", 'no program has this variable, and go does not tell. Declare it: var release = "".'],
  ["main.name", "name is a constant, and -X sets variables only. Declare it with var."],
  [
    "example.com/m/info.Dat",
    'no program has this variable, and go does not tell. Did you mean "example.com/m/info.Date"?',
  ],
  [
    "example.com/m/cmd/a.version",
    "the linker knows a main package as main only, and go does not tell. Write main.version.",
  ],
])("%s", (name, fault) => {
  expect(definitionFault(name, definitions)).toBe(fault);
});
