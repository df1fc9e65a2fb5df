import { describe, expect, it } from "vitest";
import type { Event } from "../../../lib/model/event.ts";
import { escapeData, escapeProperty } from "../../../lib/report/github.ts";
import { err, fail, finish, out, play, run, start } from "./transcript.ts";

const github = { github: true };

it("escapes what the runner unescapes", () => {
  expect(escapeData("50%\r\na:b,c")).toBe("50%25%0D%0Aa:b,c");
  expect(escapeProperty("50%\r\na:b,c")).toBe("50%25%0D%0Aa%3Ab%2Cc");
});

describe("groups", () => {
  it("holds the output of a step, also of a single one", () => {
    const { stdout, stderr, both } = play(
      [run("a"), start("a"), out("a", "a1"), err("a", "a2\n"), finish("a")],
      github,
    );
    expect(stdout).toBe("a1");
    expect(stderr).toBe("a: run a\n::group::a\na2\n::endgroup::\n");
    expect(both).toBe("a: run a\n::group::a\na1a2\n::endgroup::\n");
  });

  it("starts its commands on a line of their own", () => {
    const { both } = play([run("a"), out("a", "a1"), finish("a")], github);
    expect(both).toBe("::group::a\na1\n::endgroup::\n");
  });

  it("is not broken by another step, whose lines wait", () => {
    const { both } = play(
      [
        run("a", "b", "c"),
        start("a"),
        start("b"),
        out("a", "a1\n"),
        out("b", "b1\n"),
        fail("b", "oops"),
        finish("b", "failed"),
        start("c"),
        out("c", "c1\n"),
        out("a", "a2\n"),
        finish("a"),
        out("c", "c2\n"),
        finish("c"),
      ],
      github,
    );
    expect(both).toBe(
      [
        "a: run a",
        "b: run b",
        "::group::a",
        "a1",
        "a2",
        "::endgroup::",
        "a ran in 5 ms",
        "::group::b",
        "b1",
        "::endgroup::",
        "error: b: failed. Fix it.",
        "oops",
        "b failed in 5 ms",
        "c: run c",
        "::group::c",
        "c1",
        "c2",
        "::endgroup::",
        "c ran in 5 ms",
        "",
      ].join("\n"),
    );
  });

  it("closes at the end of an interrupted run", () => {
    const events: Event[] = [
      run("a", "b"),
      start("a"),
      start("b"),
      out("a", "a1\n"),
      out("b", "b1"),
      { type: "run-finished", results: [], durationMs: 1, exitCode: 130, unfinished: ["a", "b"] },
    ];
    expect(play(events, { ...github, quiet: true }).both).toBe(
      "::group::a\na1\n::endgroup::\n::group::b\nb1\n::endgroup::\ninterrupted; unfinished: a, b\n",
    );
  });
});

describe("annotations", () => {
  const annotationsOf = (events: Event[]): string[] =>
    play(events, github)
      .stderr.split("\n")
      .filter((line) => line.startsWith("::error"));

  it.each([
    ["cmd/age/age.go:12:5: undefined: x", ["::error file=/r/cmd/age/age.go,line=12,col=5::undefined: x"]],
    ["./age.go:1:2: 50% of it", ["::error file=/r/age.go,line=1,col=2::50%25 of it"]],
    ["../x,y/a.go:1:2: m", ["::error file=/x%2Cy/a.go,line=1,col=2::m"]],
    ["vet: ./age.go:1:2: m", ["::error file=/r/age.go,line=1,col=2::m"]],
    ["C:\\r\\a.go:1:2: m\r", ["::error file=C%3A\\r\\a.go,line=1,col=2::m"]],
    [
      "a.go:1:2: m\n\thave (int)\n\twant ()\nb.go:3:4: n",
      [
        "::error file=/r/a.go,line=1,col=2::m%0A\thave (int)%0A\twant ()",
        "::error file=/r/b.go,line=3,col=4::n",
      ],
    ],
    ["# age\n    a_test.go:12: wrong\n\ta.go:1:2: m\na.go:1: m\ntoo many errors", []],
  ])("%j", (detail, annotations) => {
    expect(annotationsOf([run("a"), fail("a", detail)])).toEqual(annotations);
  });

  it("takes paths as relative to the folder of the command", () => {
    const command: Event = { type: "command", step: "a", cwd: "D:\\a\\age\\tools", env: {}, argv: ["go"] };
    expect(annotationsOf([run("a"), command, fail("a", ".\\age.go:1:2: m")])).toEqual([
      "::error file=D%3A/a/age/tools/age.go,line=1,col=2::m",
    ]);
  });

  it("finds errors in the output of a step that fails, in whatever pieces", () => {
    const output = [
      run("a"),
      err("a", "a.go:1"),
      out("a", "b.go:1:1: x\n"),
      err("a", ":2: m\n\tmore\nc.go:1:1: y"),
    ];
    expect(annotationsOf([...output, finish("a")])).toEqual([]);
    expect(annotationsOf([...output, fail("a")])).toEqual([
      "::error file=/r/b.go,line=1,col=1::x",
      "::error file=/r/a.go,line=1,col=2::m%0A\tmore",
      "::error file=/r/c.go,line=1,col=1::y",
    ]);
  });

  it("gives each error once, after the compiler's own text", () => {
    const { stderr } = play([run("a", "b"), fail("a", "a.go:1:2: m"), fail("b", "a.go:1:2: m")], github);
    expect(stderr).toBe(
      "error: a: failed. Fix it.\na.go:1:2: m\n::error file=/r/a.go,line=1,col=2::m\n" +
        "error: b: failed. Fix it.\nthe same errors as a\n",
    );
  });
});
