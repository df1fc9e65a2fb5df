import { describe, expect, it } from "vitest";
import type { Budget, BuildStep, CommandStep, Step } from "../../../lib/model/plan.ts";
import { budgetEnvironment, shareOf, wantedCores, withParallelism } from "../../../lib/run/budget.ts";

const base = { id: "x", task: "x", needs: [], cwd: "/r", env: {}, requested: true };
const command: CommandStep = { kind: "command", ...base, commands: [], budget: "none", why: "" };
const build: BuildStep = {
  kind: "go-build",
  ...base,
  argv: [],
  units: [],
  inputs: [],
  before: [],
  after: [],
};

describe("wantedCores", () => {
  it.each<[what: string, step: Step, wanted: number]>([
    ["a build", build, 8],
    ["a test", { ...command, budget: "flag" }, 8],
    ["go vet", { ...command, budget: "build" }, 8],
    ["another command", command, 1],
    ["a group", { kind: "group", ...base }, 0],
  ])("%s", (_, step, wanted) => {
    expect(wantedCores(step, 8)).toBe(wanted);
  });
});

describe("shareOf", () => {
  it.each<[wanted: number, free: number, ready: number, share: number]>([
    [8, 8, 1, 8],
    [8, 8, 2, 4],
    [8, 8, 3, 2],
    [8, 8, 8, 1],
    [8, 8, 100, 1],
    [8, 3, 2, 1],
    [8, 1, 1, 1],
    [8, 1, 5, 1],
    [8, 5, 0, 5],
    [1, 8, 1, 1],
    [1, 8, 3, 1],
    [2, 8, 1, 2],
  ])("wanted %i, free %i, ready %i: %i", (wanted, free, ready, share) => {
    expect(shareOf(wanted, free, ready)).toBe(share);
  });

  it("never gives more than is free, and never nothing", () => {
    for (let free = 1; free <= 16; free++) {
      for (let ready = 0; ready <= 20; ready++) {
        const share = shareOf(16, free, ready);
        expect(Number.isInteger(share) && share >= 1 && share <= free, `${free} ${ready}`).toBe(true);
      }
    }
  });

  it("leaves something for each of those that could start, as far as it goes", () => {
    for (let cores = 1; cores <= 16; cores++) {
      for (let count = 1; count <= 20; count++) {
        let free = cores;
        let started = 0;
        for (let ready = count; ready > 0 && free > 0; ready--, started++)
          free -= shareOf(cores, free, ready);
        expect({ started, free }).toEqual({ started: Math.min(cores, count), free: 0 });
      }
    }
  });
});

describe("budgetEnvironment", () => {
  const machine = { cores: 8, memoryBytes: 16 * 2 ** 30 };

  it.each<[share: number, environment: object]>([
    [8, { GOMAXPROCS: "8", GOGC: "off", GOMEMLIMIT: "1024MiB" }],
    [2, { GOMAXPROCS: "2", GOGC: "off", GOMEMLIMIT: "1024MiB" }],
    [1, { GOMAXPROCS: "1", GOGC: "off", GOMEMLIMIT: "1024MiB" }],
  ])("a share of %i", (share, environment) => {
    expect(budgetEnvironment("build", share, machine, {})).toEqual(environment);
  });

  it("leaves the collector alone where memory is scarce, and never gives a process more than 4 GiB", () => {
    const small = { cores: 8, memoryBytes: 8 * 2 ** 30 };
    expect(budgetEnvironment("build", 1, small, {})).toEqual({ GOMAXPROCS: "1" });
    const large = { cores: 8, memoryBytes: 512 * 2 ** 30 };
    expect(budgetEnvironment("build", 1, large, {})["GOMEMLIMIT"]).toBe("4096MiB");
  });

  it("leaves alone what the user has set", () => {
    const environment = { GOGC: "off", GOMAXPROCS: "3", GOMEMLIMIT: "" };
    expect(budgetEnvironment("build", 8, machine, environment)).toEqual({ GOMEMLIMIT: "1024MiB" });
  });

  it.each<Budget>(["flag", "none"])("does not leak into programs that are run (%s)", (budget) => {
    expect(budgetEnvironment(budget, 8, machine, {})).toEqual({});
  });
});

describe("withParallelism", () => {
  it.each<[line: string, budget: Budget, expected: string]>([
    ["/go/bin/go build -trimpath", "build", "/go/bin/go build -p=3 -trimpath"],
    ["go test ./...", "flag", "go test -p=3 ./..."],
    ["go test ./...", "none", "go test ./..."],
    ["go build -p=1", "build", "go build -p=1"],
    ["go build --p=1", "build", "go build --p=1"],
    ["go build -p 1", "build", "go build -p 1"],
    ["go build -pgo=off", "build", "go build -p=3 -pgo=off"],
    ["go test -parallel=2", "flag", "go test -p=3 -parallel=2"],
  ])("%s (%s)", (line, budget, expected) => {
    const argv = line.split(" ");
    expect(withParallelism(argv, budget, 3).join(" ")).toBe(expected);
    expect(argv.join(" ")).toBe(line);
  });

  it("does not take an argument of the test binary for its own", () => {
    const argv = ["go", "test", "./...", "-args", "-p"];
    expect(withParallelism(argv, "flag", 3)).toEqual(["go", "test", "-p=3", "./...", "-args", "-p"]);
  });
});
