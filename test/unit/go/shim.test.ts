import { describe, expect, it } from "vitest";
import {
  isShimText,
  routeDocument,
  routeScript,
  shimScript,
  withBlock,
  withoutBlock,
} from "../../../lib/go/shim.ts";
import type { Route } from "../../../lib/go/shim.ts";

const gowsl = ["/opt/node/bin/node", "/opt/it's/gowsl.cjs"];

describe("shimScript", () => {
  it("is told from other scripts by its second line", () => {
    expect(isShimText(shimScript({ tool: "go", gowsl, routes: "/r" }))).toBe(true);
    expect(isShimText("#!/bin/sh\nexec /usr/bin/go # gowsl shim:\n")).toBe(false);
    expect(isShimText("")).toBe(false);
  });

  it.each([
    ["go", undefined, `exec "$runtime" '/opt/it'\\''s/gowsl.cjs' go "$@"`],
    ["gofmt", undefined, `exec "$runtime" '/opt/it'\\''s/gowsl.cjs' exec -- gofmt "$@"`],
    ["gopls", "/home/a b/gopls", `exec "$runtime" '/opt/it'\\''s/gowsl.cjs' exec -- '/home/a b/gopls' "$@"`],
    ["gowsl", undefined, `exec "$runtime" '/opt/it'\\''s/gowsl.cjs' "$@"`],
  ])("%s asks gowsl last", (tool, program, expected) => {
    const lines = shimScript({ tool, gowsl, routes: "/r", program }).trimEnd().split("\n");
    expect(lines.at(-1)).toBe(expected);
  });
});

const route: Route = {
  goroot: "/usr/local/go",
  folder: "/p",
  variables: [["PATH", "/it's"]],
  present: ["/p/go.mod"],
  absent: ["/p/go.work"],
  links: [["/usr/bin/go", "/usr/local/go/bin/go"]],
  texts: [["/p/go.mod", "module p\n"]],
  counts: [["/sdk", 2]],
};

describe("a route", () => {
  it("says all that it rests on", () => {
    expect(routeScript(route)).toBe(`if [ "\${PATH-}" = '/it'\\''s' ] &&
  [ . -ef '/p' ] &&
  [ -x '/usr/local/go/bin/go' ] &&
  [ -e '/p/go.mod' ] &&
  [ ! -e '/p/go.work' ] &&
  [ '/usr/bin/go' -ef '/usr/local/go/bin/go' ] &&
  gowsl_count '/sdk' 2 &&
  [ "$(cat '/p/go.mod' 2>/dev/null; echo .)" = 'module p
.' ]
then goroot='/usr/local/go'
fi
`);
  });

  it.each<[string, Partial<Route>]>([
    ["a NUL, which a shell drops", { texts: [["/p/go.mod", "a\0b"]] }],
    ["no UTF-8", { texts: [["/p/go.mod", "a\ufffd"]] }],
    ["a text as long as a start of Node", { texts: [["/p/go.mod", "x".repeat(100_001)]] }],
    ["a variable that a shell can't name", { variables: [["ProgramFiles(x86)", "x"]] }],
  ])("is none with %s", (_, more) => {
    expect(routeScript({ ...route, ...more })).toBeUndefined();
  });

  it("has digests for the program of Windows", () => {
    expect(JSON.parse(routeDocument(route, (text) => `<${text.length}>`))).toEqual({
      ...route,
      texts: [["/p/go.mod", "<9>"]],
    });
  });
});

describe("the block in a profile", () => {
  it.each(["", "a\n", "a", "a\n\n", "\n", "a\r\nb\r\n"])("comes and goes without a trace: %j", (profile) => {
    const changed = withBlock(profile, "LINE");
    expect(changed).toContain("\nLINE\n");
    expect(withBlock(changed, "LINE")).toBe(changed);
    expect(withoutBlock(changed)).toBe(profile);
    // What the user adds behind it stays.
    expect(withoutBlock(`${changed}more`)).toBe(`${profile}more`);
    expect(withoutBlock(withBlock(changed, "OTHER"))).toBe(profile);
  });

  it("keeps what stands behind a mark that somebody has removed", () => {
    const torn = withBlock("a\n", "LINE").replace("# <<< gowsl shims <<<\n", "alias important=1\n");
    const again = withBlock(torn, "LINE");
    expect(withoutBlock(again)).toBe(torn);
    expect(again).toContain("alias important=1");
  });

  it("is found at the end of a profile that has lost its last line feed", () => {
    const cut = withBlock("a\n", "LINE").slice(0, -1);
    expect(withoutBlock(cut)).toBe("a\n");
    expect(withoutBlock(withBlock(cut, "OTHER"))).toBe("a\n");
  });
});
