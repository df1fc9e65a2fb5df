import { describe, expect, it } from "vitest";
import type { BuildStep, Plan, Step } from "../../../lib/model/plan.ts";
import { formatPlan } from "../../../lib/report/plan.ts";
import { styles } from "../../../lib/report/style.ts";

const base: Plan = {
  schema: 1,
  root: "/r",
  host: { kind: "linux", goos: "linux", goarch: "amd64", cores: 4 },
  steps: [],
};
const toolchain = {
  goroot: "/go",
  go: "/go/bin/go",
  version: "1.26.8",
  why: "go.mod asks for 1.26, found on PATH",
};
const build: BuildStep = {
  kind: "go-build",
  id: "cross linux/amd64",
  task: "cross",
  target: "linux/amd64",
  needs: ["generate", "vet"],
  cwd: "/r",
  env: { GOOS: "linux", GOARCH: "amd64" },
  requested: true,
  argv: ["go", "build", "-trimpath", "-ldflags", "-s -w"],
  units: [
    { package: "example.com/age", name: "age", goName: "age", output: "dist/linux_amd64/age" },
    { package: "example.com/tray", name: "tray", goName: "tray", output: "", skip: "only for windows" },
    {
      package: "example.com/lib",
      name: "lib",
      goName: "lib",
      output: "dist/linux_amd64/lib.so",
      header: "dist/linux_amd64/lib.h",
    },
  ],
  inputs: ["go.mod", "age.go"],
  before: [{ kind: "bash", line: "echo $GOOS > x" }],
  after: [
    { kind: "argv", argv: ["upx", "{artifact}"] },
    { kind: "function", place: "tasks.cross.after[1]" },
  ],
  inexact: "cgo outside of std",
  targetWhy: "GOOS and GOARCH of the environment",
};
const command = { task: "x", needs: [], cwd: "/r/my dir", env: {}, requested: true };

function plan(...steps: Step[]): string {
  return formatPlan({ ...base, steps }, styles(false));
}

describe("formatPlan", () => {
  it("says that nothing is to be done", () => expect(plan()).toBe("nothing to do"));

  it("shows a build with hooks, artifacts and skipped units", () => {
    expect(plan(build)).toBe(
      [
        "cross linux/amd64",
        "  needs generate, vet",
        "  target linux/amd64: GOOS and GOARCH of the environment",
        "  before $ cd /r && GOWSL_TARGET=linux/amd64 bash -c 'echo $GOOS > x'",
        "  $ cd /r && GOOS=linux GOARCH=amd64 go build -trimpath -ldflags '-s -w' -o /r/dist/linux_amd64/ example.com/age example.com/lib",
        "  after $ cd /r && GOWSL_TARGET=linux/amd64 upx '{artifact}'",
        "  after function tasks.cross.after[1]",
        "  artifact dist/linux_amd64/age",
        "  skipped example.com/tray: only for windows",
        "  artifact dist/linux_amd64/lib.so",
        "  artifact dist/linux_amd64/lib.h",
        "  runs every time: cgo outside of std",
      ].join("\n"),
    );
  });

  it("runs nothing when every unit is skipped", () => {
    const { targetWhy: _why, inexact: _inexact, ...rest } = build;
    expect(plan({ ...rest, needs: [], units: [build.units[1]!] })).toBe(
      "cross linux/amd64\n  skipped example.com/tray: only for windows",
    );
  });

  it.each([
    ["bin/age", "/r", "/r/bin/age"],
    ["age", "/r", "/r/age"],
    ["bin/age", "/", "/bin/age"],
    ["/home/me/go/bin/age", "/r", "/home/me/go/bin/age"],
    ["C:\\go\\bin\\age.exe", "D:\\r", "'C:\\go\\bin\\age.exe'"],
    ["bin/age.exe", "D:\\r", "'D:\\r/bin/age.exe'"],
  ])("builds %s below %s with -o %s", (output, root, folder) => {
    const step = { ...build, units: [{ package: "p", name: "age", goName: "age", output }] };
    expect(formatPlan({ ...base, root, steps: [step] }, styles(false))).toContain(` -o ${folder} p\n`);
  });

  it("shows commands, groups and the toolchain", () => {
    const steps: Step[] = [
      {
        ...command,
        kind: "command",
        id: "fmt",
        unset: ["GOOS", "GOARCH"],
        commands: [
          { kind: "argv", argv: ["gofmt", "-l", "."] },
          { kind: "argv", argv: ["gofmt", "-d", "."], cwd: "/r/other" },
        ],
        budget: "none",
        check: { thing: "these files are not formatted", next: "Format them.", good: "formatted" },
        why: "it has no outputs",
      },
      { ...command, kind: "group", id: "ci", needs: ["fmt"] },
    ];
    expect(formatPlan({ ...base, toolchain, steps }, styles(false))).toBe(
      [
        "go 1.26.8: /go/bin/go (go.mod asks for 1.26, found on PATH)",
        "",
        "fmt",
        "  without GOOS, GOARCH of the environment",
        "  $ cd '/r/my dir' && gofmt -l .",
        "  $ cd /r/other && gofmt -d .",
        "  fails on output: these files are not formatted",
        "  runs every time: it has no outputs",
        "",
        "ci",
        "  needs fmt",
      ].join("\n"),
    );
    const [fmt = ""] = formatPlan({ ...base, steps }, styles(false), (name) => name === "GOARCH").split(
      "\n\n",
    );
    expect(fmt).toContain("\n  without GOARCH of the environment\n");
    expect(formatPlan({ ...base, steps }, styles(false), () => false)).not.toContain("without");
  });
});
