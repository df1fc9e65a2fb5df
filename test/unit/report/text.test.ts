import { describe, expect, it } from "vitest";
import type { Event, StepResult } from "../../../lib/model/event.ts";
import { outputEvent } from "../../../lib/model/printed.ts";
import { err, fail, finish, out, play, run, start } from "./transcript.ts";

const built: StepResult = {
  step: "cross linux/amd64",
  outcome: "built",
  reason: "first build",
  durationMs: 1400,
  artifact: {
    name: "age",
    path: "dist/linux_amd64/age",
    target: "linux/amd64",
    sizeBytes: 4200,
    sha256: "0",
    toolchain: "1.26.8",
    key: "k",
  },
};
const upToDate: StepResult = {
  step: "vet",
  outcome: "up-to-date",
  reason: "nothing changed",
  durationMs: 12,
};

function end(results: StepResult[], exitCode = 0, unfinished: string[] = []): Event {
  return { type: "run-finished", results, durationMs: 3100, exitCode, unfinished };
}

describe("bytes of a command", () => {
  /** As of a command, but nobody may make a text of it. */
  function printed(step: string, bytes: string): Event {
    const untold = (): never => expect.fail("its text was made");
    const piece = {
      get text() {
        return untold();
      },
      get base64() {
        return untold();
      },
      bytes: Buffer.from(bytes),
    };
    return outputEvent(step, "stdout", piece);
  }

  it.each(["grouped", "failed"] as const)("are passed on as they are: %s", (output) => {
    const events = [printed("b", ""), printed("b", "one\nopen"), printed("a", "é"), fail("a"), fail("b")];
    const { stdout } = play([run("a", "b"), start("a"), start("b"), ...events, end([], 1)], { output });
    expect(stdout).toBe("é\none\nopen");
  });
});

describe("a run of one step", () => {
  const events = [run("a"), start("a"), out("a", "1.2.3"), err("a", "warn\n"), finish("a"), end([upToDate])];

  it("keeps the streams of the step and needs no heading", () => {
    const { stdout, stderr } = play(events);
    expect(stdout).toBe("1.2.3");
    expect(stderr).toBe("a: run a\nwarn\nvet up to date in 12 ms (nothing changed)\n1 up to date in 3.1 s\n");
  });

  it("prints nothing but output when quiet", () => {
    expect(play(events, { quiet: true })).toEqual({ stdout: "1.2.3", stderr: "warn\n", both: "1.2.3warn\n" });
  });

  it("leaves the bytes of stdout alone when its last line has no end", () => {
    const { stdout, both } = play([run("a"), start("a"), out("a", "1.2.3"), finish("a"), end([upToDate])]);
    expect(stdout).toBe("1.2.3");
    expect(both).toBe("a: run a\n1.2.3\nvet up to date in 12 ms (nothing changed)\n1 up to date in 3.1 s\n");
  });

  it("prints a line for each of several artifacts that took work; the table has the rest", () => {
    const results = [
      { ...built, unit: "age" },
      { ...built, unit: "age-keygen", reason: "" },
      { ...upToDate, unit: "age-plugin" },
    ];
    const { stderr } = play([
      run("cross linux/amd64"),
      { type: "step-finished", step: "cross linux/amd64", results },
    ]);
    expect(stderr).toBe(
      "cross linux/amd64 age built in 1.4 s\ncross linux/amd64 age-keygen built in 1.4 s\n",
    );
  });
});

describe("the end of a run", () => {
  it("is a table and a summary", () => {
    const { stdout, stderr } = play([run("cross linux/amd64", "vet"), end([built, upToDate])]);
    expect(stdout).toBe("");
    expect(stderr).toBe(
      [
        "step               outcome      time    size  artifact              reason",
        "cross linux/amd64  built       1.4 s  4.2 kB  dist/linux_amd64/age  first build",
        "vet                up to date  12 ms                                nothing changed",
        "1 built, 1 up to date in 3.1 s",
        "",
      ].join("\n"),
    );
  });

  it("cuts the reasons on a terminal", () => {
    const { stderr } = play([run("a", "vet"), end([built, upToDate])], { columns: 80 });
    expect(stderr).toContain("12 ms                                nothing cha…\n");
  });

  it("is silent when quiet, unless something failed", () => {
    expect(play([run("a", "b"), end([built, upToDate])], { quiet: true }).both).toBe("");
    const failed: StepResult = { step: "vet", outcome: "failed", reason: "exit code 1", durationMs: 12 };
    expect(play([run("vet"), end([failed], 1)], { quiet: true }).stderr).toBe(
      "vet failed in 12 ms (exit code 1)\n1 failed in 3.1 s\n",
    );
    // What went well is a number.
    expect(play([run("a", "vet"), end([built, failed, upToDate], 1)], { quiet: true }).stderr).toBe(
      "vet failed in 12 ms (exit code 1)\n1 built, 1 up to date, 1 failed in 3.1 s\n",
    );
  });

  it.each([
    [[], 0, [], "nothing to do in 3.1 s\n"],
    [[], 3, [], ""],
    [[], 130, ["a", "b"], "interrupted; unfinished: a, b\n"],
    [[], 130, [], "interrupted\n"],
    [
      [upToDate],
      130,
      ["a"],
      "vet up to date in 12 ms (nothing changed)\n1 up to date in 3.1 s\ninterrupted; unfinished: a\n",
    ],
  ])("results %j, exit code %d, unfinished %j", (results, exitCode, unfinished, text) => {
    expect(play([run("a"), end(results, exitCode, unfinished)]).stderr).toBe(text);
  });

  it("shows what was kept of steps that never finished", () => {
    const { stdout, stderr } = play([
      run("a", "b"),
      start("a"),
      start("b"),
      out("b", "half"),
      end([], 130, ["a", "b"]),
    ]);
    expect(stdout).toBe("half");
    expect(stderr).toBe("a: run a\nb: run b\n\ninterrupted; unfinished: a, b\n");
  });
});

describe("several steps at once", () => {
  it("streams the longest running step and keeps the others", () => {
    const { both, stdout } = play([
      run("a", "b"),
      start("a"),
      start("b"),
      out("b", "b1\n"),
      out("a", "a1\n"),
      out("b", "b2\n"),
      out("a", "a2\n"),
      finish("a"),
      out("b", "b3\n"),
      finish("b"),
    ]);
    expect(stdout).toBe("a1\na2\nb1\nb2\nb3\n");
    expect(both).toBe("a: run a\nb: run b\na\na1\na2\na ran in 5 ms\nb\nb1\nb2\nb3\nb ran in 5 ms\n");
  });

  it("shows a step that finishes first between lines of the owner", () => {
    const { both } = play([
      run("a", "b"),
      start("a"),
      start("b"),
      out("a", "a1\n"),
      out("b", "b1\n"),
      finish("b"),
      out("a", "a2\n"),
    ]);
    expect(both).toBe("a: run a\nb: run b\na\na1\nb\nb1\nb ran in 5 ms\na\na2\n");
  });

  it("ends open lines before another step or gowsl writes", () => {
    const { both, stdout, stderr } = play([
      run("a", "b"),
      start("a"),
      start("b"),
      out("a", "a1"),
      err("b", "b1"),
      finish("b"),
      out("a", "a2\n"),
      err("a", "a3"),
      finish("a"),
    ]);
    expect(both).toBe("a: run a\nb: run b\na\na1\nb\nb1\nb ran in 5 ms\na\na2\na3\na ran in 5 ms\n");
    expect(stdout).toBe("a1a2\n");
    expect(stderr).toBe("a: run a\nb: run b\na\n\nb\nb1\nb ran in 5 ms\na\na3\na ran in 5 ms\n");
  });

  it("never joins lines of two steps on one stream", () => {
    const { stdout } = play([
      run("a", "b"),
      start("a"),
      out("a", "a1"),
      finish("a"),
      start("b"),
      out("b", "b1\n"),
    ]);
    expect(stdout).toBe("a1\nb1\n");
  });

  it("names the steps when quiet too", () => {
    const { both } = play(
      [run("a", "b"), start("a"), out("a", "a1\n"), finish("a"), start("b"), finish("b")],
      {
        quiet: true,
      },
    );
    expect(both).toBe("a\na1\n");
  });
});

describe("notes and commands", () => {
  const events: Event[] = [
    run("a"),
    start("a"),
    { type: "note", text: "no remote cache\n" },
    { type: "note", step: "a", text: "not stored" },
    { type: "command", step: "a", cwd: "/my repo", env: { GOOS: "linux" }, argv: ["go", "vet", "./..."] },
    out("a", "x"),
    { type: "command", step: "a", cwd: "/r", env: {}, argv: ["echo", "a b"] },
  ];
  it("shows commands when verbose", () => {
    const { stdout, stderr } = play(events, { verbose: true });
    expect(stdout).toBe("x");
    expect(stderr).toBe(
      "a: run a\nno remote cache\na: not stored\n" +
        "$ cd '/my repo' && GOOS=linux go vet ./...\n\n$ cd /r && echo 'a b'\n",
    );
  });
  it("shows only notes otherwise", () => {
    expect(play(events).stderr).toBe("a: run a\nno remote cache\na: not stored\n");
    expect(play(events, { quiet: true }).stderr).toBe("");
  });
});

describe("failures", () => {
  it("shows the compiler's text once", () => {
    const detail = "# age\n./age.go:1:2: undefined: x\n";
    const { stdout, stderr } = play([
      run("a", "b", "c"),
      fail("a", detail),
      fail("b", detail),
      fail("c", "other"),
    ]);
    expect(stdout).toBe("");
    expect(stderr).toBe(
      "error: a: failed. Fix it.\n# age\n./age.go:1:2: undefined: x\n" +
        "error: b: failed. Fix it.\nthe same errors as a\n" +
        "error: c: failed. Fix it.\nother\n",
    );
  });

  it("names the step", () => {
    const failure = { family: "files" as const, place: "a.go", thing: "is not writable" };
    expect(play([run("a"), { type: "step-failed", step: "a", failure }]).stderr).toBe(
      "error: a: a.go: is not writable\n",
    );
  });

  it("comes after the output of its step, also when quiet", () => {
    const events = [run("a", "b"), start("a"), start("b"), out("b", "b1"), fail("b"), finish("b", "failed")];
    expect(play(events, { quiet: true }).both).toBe("b\nb1\nerror: b: failed. Fix it.\n");
    expect(play(events).both).toBe("a: run a\nb: run b\nb1\nerror: b: failed. Fix it.\nb failed in 5 ms\n");
  });
});

describe("a reason that holds for several steps", () => {
  const told = (text: string) =>
    play([
      run("one", "two"),
      { type: "step-started", step: "one", text },
      { type: "step-started", step: "two", text },
      end([upToDate]),
    ]).stderr.split("\n");

  it("is told once, and what is done stays", () => {
    expect(told("building greet: first time here")).toEqual(
      expect.arrayContaining(["one: building greet: first time here", "two: building greet"]),
    );
    expect(told("declares no outputs")).toEqual(
      expect.arrayContaining(["one: declares no outputs", "two: runs"]),
    );
  });
});
