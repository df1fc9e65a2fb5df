/** What is said of variables that -X is to set, by the sources of the programs. */
import { expect, it } from "vitest";
import { definitionFault } from "../../../lib/go/defined-variables.ts";
import type { ListedPackage } from "../../../lib/go/listing.ts";

const files: Record<string, string> = {
  "/m/main.go": 'package main\n\nvar version = "dev"\n\nconst name = "app"\n',
  "/m/more.go": 'package main\n\nvar (\n\tcommit = ""\n\tbuilt  string\n)\n',
  "/m/info/info.go": "package info\n\nvar Date string\n",
};

const packages: ListedPackage[] = [
  { ImportPath: "example.com/m", Name: "main", Dir: "/m", GoFiles: ["main.go"], CgoFiles: ["more.go"] },
  { ImportPath: "example.com/m/info", Name: "info", Dir: "/m/info", DepOnly: true, GoFiles: ["info.go"] },
  { ImportPath: "runtime", Name: "runtime", Dir: "/go/src/runtime", DepOnly: true, Standard: true },
];

const program = {
  mains: ["example.com/m"],
  packages,
  readText: (file: string) => files[file.replaceAll("\\", "/")],
};

it.each([
  ["main.version", undefined],
  ["main.built", undefined],
  ["example.com/m/info.Date", undefined],
  ["runtime.anything", undefined],
  ["main.verison", 'no program has this variable, and go does not tell. Did you mean "main.version"?'],
  ["main.comit", 'no program has this variable, and go does not tell. Did you mean "main.commit"?'],
  ["main.release", 'no program has this variable, and go does not tell. Declare it: var release = "".'],
  ["main.name", "name is a constant, and -X sets variables only. Declare it with var."],
  [
    "example.com/m/inof.Date",
    'no program has a package example.com/m/inof, and go does not tell. Did you mean "example.com/m/info"?',
  ],
])("%s", (name, fault) => {
  expect(definitionFault(name, program)).toBe(fault);
});
