/** What tasks say of how they are run, as it stands in the plan. */
import { expect, it } from "vitest";
import { choice, go, serial, sh, task, text, type Task } from "../../lib/index.ts";
import type { TaskNeed } from "../../lib/model/needs.ts";
import type { Step } from "../../lib/model/plan.ts";
import { machines, planOn } from "./machines.ts";

function steps(
  tasks: Record<string, Task>,
  ...requested: (string | TaskNeed)[]
): Record<string, Partial<Step>> {
  const config = { tasks, pools: { db: 1 }, targets: ["linux/amd64", "windows/amd64"] };
  const planned = planOn(machines.linux, { config, tasks: requested, mains: [{ folder: "cmd/age" }] });
  if (!planned.ok) throw new Error(planned.failures[0]!.thing);
  expect(planned.value.pools).toEqual({ db: 1 });
  return Object.fromEntries(planned.value.steps.map((step) => [step.id, step]));
}

it("pools, weights, memory, retries and times come with each step", () => {
  const limits = { pool: "db", weight: 2, memory: "1.5GiB", retries: 2 };
  const all = steps(
    {
      migrate: sh("migrate up", { ...limits, timeout: "1m30s", interactive: true }),
      build: go.build(limits),
      quiet: sh("true", { retries: 0, interactive: false }),
    },
    "migrate",
    "quiet",
    "cross",
  );
  const planned = { pool: "db", weight: 2, memoryBytes: 1.5 * 2 ** 30, retries: 2 };
  expect(all["migrate"]).toMatchObject({ ...planned, timeoutMs: 90_000, interactive: true });
  // The built-in cross builds what `build` declares.
  for (const target of ["linux/amd64", "windows/amd64"]) {
    expect(all[`cross ${target}`]).toMatchObject(planned);
  }
  for (const name of ["retries", "interactive", "pool", "behind", "last"]) {
    expect(all["quiet"]).not.toHaveProperty(name);
  }
});

it("Go tasks are run with the values of their arguments", () => {
  const args = { env: choice(["dev", "prod"], { default: "dev" }), tag: text({ default: "x" }) };
  const build = go.build({
    args,
    packages: ["./cmd/age"],
    define: { "main.env": "{args.env} {git.version}" },
    out: "bin/{args.env}",
    after: ["sign {args.env}"],
  });
  const test = go.test({ args, run: "{args.env}", flags: ["-tags={args.tag}"] });
  const values = { args: { env: "prod", tag: "y z" } };
  const all = steps({ build, test }, "build", { task: "build", ...values }, { task: "test", ...values });
  expect(all["build linux/amd64"]).toMatchObject({
    argv: expect.arrayContaining(["-ldflags=-X 'main.env=dev v1.4.0'"]) as unknown,
    units: [{ output: "bin/dev/age" }],
  });
  expect(all['build env=prod tag="y z" linux/amd64']).toMatchObject({
    argv: expect.arrayContaining(["-ldflags=-X 'main.env=prod v1.4.0'"]) as unknown,
    units: [{ output: "bin/prod/age" }],
    env: { GOWSL_ARG_ENV: "prod", GOWSL_ARG_TAG: "y z" },
    after: [{ argv: ["sign", "prod"] }],
  });
  expect(all['test env=prod tag="y z"']).toMatchObject({
    runs: [{ argv: expect.arrayContaining(["-run=prod", "-tags=y z"]) as unknown }],
  });
});

it("the time of a go.test is go's own, for each test binary", () => {
  expect(steps({ test: go.test({ timeout: "1m" }) }, "test")["test"]).not.toHaveProperty("timeoutMs");
});

it("what cleans up comes with the tasks that name it, behind all of their steps", () => {
  const all = steps(
    {
      up: sh("db up"),
      test: sh("test", { needs: ["up"], finally: ["down"] }),
      cross: go.cross({ finally: ["down"] }),
      build: go.build(),
      down: sh("db down", { needs: ["tool"] }),
      tool: sh("fetch tool"),
      all: task({ needs: ["test", "cross"] }),
    },
    "all",
  );
  expect(all["down"]).toMatchObject({
    behind: ["test", "cross linux/amd64", "cross windows/amd64"],
    needs: ["tool"],
    last: true,
  });
  // Only what cleans up needs it: so it, too, is begun after a failure.
  expect(all["tool"]).toMatchObject({ last: true });
  for (const name of ["up", "test", "all"]) expect(all[name]).not.toHaveProperty("last");
});

it("what serial only puts in order is told apart from what is needed", () => {
  const tasks = {
    x: sh("x"),
    y: sh("y"),
    db: task({ needs: serial("x", "y") }),
    z: sh("z", { needs: ["x"] }),
    both: task({ needs: serial("x", "z") }),
    group: task({ needs: ["y"] }),
  };
  const all = steps(tasks, "db", "both", "group");
  expect(all["y"]).toMatchObject({ needs: ["x"], follows: ["x"] });
  for (const name of ["x", "db", "z", "both", "group"]) expect(all[name]).not.toHaveProperty("follows");
  expect(steps(tasks, "group")["y"]).toMatchObject({ needs: [] });
});
