/** What a plan refuses, before anything runs: the sentence and the family of each failure. */
import { describe, expect, it } from "vitest";
import { go, sh, task, type Task } from "../../lib/index.ts";
import { sentence } from "../../lib/model/failure.ts";
import { machines, planOn, type Request } from "./machines.ts";

const mains = [{ folder: "cmd/age" }, { folder: "cmd/keygen" }];

function withTasks(declared: Record<string, Task>, rest: Partial<Request> & Pick<Request, "tasks">): Request {
  return { mains, ...rest, config: { targets: ["linux/amd64", "windows/amd64"], tasks: declared } };
}

function needs(...names: string[]): Task {
  return task({ needs: names });
}

function refusal(request: Request, host: keyof typeof machines = "linux"): string[] {
  const planned = planOn(machines[host], request);
  return planned.ok ? ["no failure"] : planned.failures.map((each) => `${each.family}: ${sentence(each)}`);
}

describe("selecting tasks", () => {
  it.each<[what: string, request: Request, expected: string[]]>([
    [
      "every unknown task is named",
      { tasks: ["biuld", "frobnicate"] },
      [
        'command-line: gowsl: there is no task or command "biuld". Did you mean "build"?',
        'command-line: gowsl: there is no task or command "frobnicate". `gowsl list` shows the tasks, `gowsl help` the commands.',
      ],
    ],
    [
      "names of Object.prototype are no tasks",
      { tasks: ["constructor"] },
      [
        'command-line: gowsl: there is no task or command "constructor". `gowsl list` shows the tasks, `gowsl help` the commands.',
      ],
    ],
    [
      "a cycle is shown whole",
      withTasks({ a: needs("b"), b: needs("c"), c: needs("a") }, { tasks: ["a"] }),
      [
        "config: gowsl.config.ts: tasks.a.needs: these tasks need each other: a -> b -> c -> a. Remove one of these needs.",
      ],
    ],
    [
      "the way to a cycle is no part of it",
      withTasks({ start: needs("a"), a: needs("b"), b: needs("a") }, { tasks: ["start"] }),
      [
        "config: gowsl.config.ts: tasks.a.needs: these tasks need each other: a -> b -> a. Remove one of these needs.",
      ],
    ],
    [
      "a task that needs itself",
      withTasks({ a: needs("a") }, { tasks: ["a"] }),
      [
        "config: gowsl.config.ts: tasks.a.needs: these tasks need each other: a -> a. Remove one of these needs.",
      ],
    ],
    [
      "a task that needs what cleans up behind it",
      withTasks({ a: sh("true", { needs: ["b"], finally: ["b"] }), b: sh("true") }, { tasks: ["a"] }),
      [
        "config: gowsl.config.ts: tasks.b: these tasks wait for each other, by needs and finally: b -> a -> b. Remove one of these needs, or the task from finally.",
      ],
    ],
    [
      "two ways to one task are no cycle",
      withTasks({ a: needs("b", "c"), b: needs("c"), c: sh("true") }, { tasks: ["a"] }),
      ["no failure"],
    ],
  ])("%s", (_, request, expected) => {
    expect(refusal(request)).toEqual(expected);
  });

  it("finds a cycle only where it is needed", () => {
    expect(refusal(withTasks({ a: needs("a"), b: sh("true") }, { tasks: ["b"] }))).toEqual(["no failure"]);
  });
});

describe("outputs", () => {
  const twice = [{ folder: "cmd/age" }, { folder: "internal/age" }];

  it("refuses two mains of one name", () => {
    expect(refusal({ tasks: ["build"], mains: twice })).toEqual([
      "config: bin/age: both example.com/app/cmd/age (build linux/amd64) and example.com/app/internal/age (build linux/amd64) would be written there. " +
        'Give one of them another name: names: { "example.com/app/internal/age": "..." } in gowsl.config.ts.',
    ]);
  });

  it.each(["windows", "darwin", "linux"] as const)(
    "takes names that differ in case for one file on %s",
    (host) => {
      const request = { tasks: ["build"], mains: [{ folder: "cmd/age" }, { folder: "cmd/Age" }] };
      expect(refusal(request, host).join()).toMatch(
        /^config: bin\/Age(\.exe)?: both example\.com\/app\/cmd\/age /,
      );
    },
  );

  it("refuses two tasks that write one file", () => {
    const builds = { build: go.build(), other: go.build({ packages: ["./cmd/age"] }) };
    expect(refusal(withTasks(builds, { tasks: ["build", "other"] })).join()).toContain(
      "both example.com/app/cmd/age (build linux/amd64) and example.com/app/cmd/age (other linux/amd64)",
    );
  });

  it("names every clash of a cross build", () => {
    const builds = { build: go.build(), other: go.build({ packages: ["./cmd/age"] }) };
    const places = refusal(withTasks(builds, { tasks: ["cross"] })).map((text) => text.split(": ")[1]);
    expect(places).toEqual(["dist/linux_amd64/age", "dist/windows_amd64/age.exe"]);
  });

  it("sees the header of a library", () => {
    const library = go.build({ packages: ["./cmd/age"], buildmode: "c-shared" });
    const named = go.build({ packages: ["./cmd/keygen"], names: { "./cmd/keygen": "age.h" } });
    expect(refusal(withTasks({ library, named }, { tasks: ["library", "named"] })).join()).toContain(
      "config: bin/age.h: both",
    );
  });

  it.each<[string, Request]>([
    [
      "another name",
      withTasks(
        { build: go.build({ names: { "./internal/age": "age2" } }) },
        { tasks: ["build"], mains: twice },
      ),
    ],
    [
      "a name by import path",
      withTasks(
        { build: go.build({ names: { "example.com/app/internal/age": "age2" } }) },
        { tasks: ["build"], mains: twice },
      ),
    ],
    [
      "a main that this target has not",
      { tasks: ["build"], mains: [twice[0]!, { ...twice[1]!, only: "plan9" }] },
    ],
    [
      "another folder",
      withTasks({ build: go.build(), other: go.build({ out: "other" }) }, { tasks: ["build", "other"] }),
    ],
  ])("%s settles it", (_, request) => {
    expect(refusal(request)).toEqual(["no failure"]);
  });
});

describe("builds", () => {
  it("says that nothing matches", () => {
    const request = withTasks({ build: go.build({ packages: ["./cmd/agee", "./x"] }) }, { tasks: ["build"] });
    expect(refusal(request)).toEqual([
      "module: /home/me/app: no main package matches ./cmd/agee ./x. A library has nothing to build into a program: `gowsl vet` and `gowsl test` check it.",
    ]);
  });

  it("says which task needed it", () => {
    const planned = planOn(machines.linux, withTasks({ all: needs("build") }, { tasks: ["all"], mains: [] }));
    expect(planned).toMatchObject({ ok: false, failures: [{ hint: 'this is needed by task "build"' }] });
  });

  it("suggests the package that `names` may mean", () => {
    const names = { "./cmd/agee": "a", "example.com/nothing/like/it": "b" };
    expect(refusal(withTasks({ build: go.build({ names }) }, { tasks: ["build"] }))).toEqual([
      'config: gowsl.config.ts: tasks.build.names["./cmd/agee"]: no such main package is built by this task. Did you mean "./cmd/age"?',
      'config: gowsl.config.ts: tasks.build.names["example.com/nothing/like/it"]: no such main package is built by this task. It builds example.com/app/cmd/age, example.com/app/cmd/keygen.',
    ]);
  });

  it("suggests with slashes on Windows, too", () => {
    const request = withTasks({ build: go.build({ names: { "./cmd/agee": "a" } }) }, { tasks: ["build"] });
    expect(refusal(request, "windows").join()).toContain('Did you mean "./cmd/age"?');
  });

  it.each<[string, Parameters<typeof go.build>[0]]>([
    ["of the task", { define: { "main.title": `it's "x"` } }],
    [
      "of an override that covers the target",
      { overrides: { "linux/*": { define: { "main.title": `it's "x"` } } } },
    ],
  ])("refuses a value with both kinds of quotes in the define %s", (_, options) => {
    expect(refusal(withTasks({ build: go.build(options) }, { tasks: ["build"] })).join()).toContain(
      "a value with both kinds of quotes can't be passed through -ldflags",
    );
  });

  it("says that a cross build has nothing to build", () => {
    expect(refusal(withTasks({ build: sh("make") }, { tasks: ["cross"] }))).toEqual([
      "config: gowsl.config.ts: tasks.cross: there is no go.build task that it could build. Declare one with go.build({ ... }).",
    ]);
  });

  it("crosses the built-in build only where the config declares no other", () => {
    const planned = planOn(
      machines.linux,
      withTasks({ server: go.build({ packages: ["./cmd/age"] }) }, { tasks: ["cross"] }),
    );
    expect(planned.ok ? planned.value.steps.map(({ id }) => id) : planned.failures).toEqual([
      "cross linux/amd64",
      "cross windows/amd64",
    ]);
  });

  it("crosses a build with a matrix by its cells, each to a place of its own", () => {
    const build = go.build({
      packages: ["./cmd/age"],
      matrix: { edition: ["free", "pro"] },
      names: { "./cmd/age": "age-{matrix.edition}" },
      tags: ["{matrix.edition}"],
    });
    const request = withTasks({ build }, { tasks: ["cross"] });
    const planned = planOn(machines.linux, request);
    expect(
      planned.ok && planned.value.steps.flatMap((step) => (step.kind === "go-build" ? step.units : [])),
    ).toMatchObject([
      { output: "dist/linux_amd64/age-free" },
      { output: "dist/windows_amd64/age-free.exe" },
      { output: "dist/linux_amd64/age-pro" },
      { output: "dist/windows_amd64/age-pro.exe" },
    ]);
  });
});
