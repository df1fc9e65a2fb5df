/** How the output of `go test` is cut into packages. The forms are those of cmd/go/internal/test/test.go. */
import { describe, expect, it } from "vitest";
import { asCached, readTestOutput } from "../../../lib/run/test-output.ts";

const packages = ["m/a", "m/b", "m/c"];
const passed = (text: string) => ({ passed: true, text });
const failed = (text: string) => ({ passed: false, text });
const read = (...pieces: string[]) => Object.fromEntries(readTestOutput(pieces.join(""), packages));

describe("readTestOutput", () => {
  it("ends the text of a package in its result line", () => {
    const noisy = "=== RUN   TestB\nok, so far\n--- PASS: TestB (0.00s)\nPASS\nok  \tm/b\t0.007s\n";
    expect(read("ok  \tm/a\t0.1s\n", noisy, "?   \tm/c\t[no test files]\n")).toEqual({
      "m/a": passed("ok  \tm/a\t0.1s\n"),
      "m/b": passed(noisy),
      "m/c": passed("?   \tm/c\t[no test files]\n"),
    });
  });

  it.each([
    "ok  \tm/a\t(cached)\n",
    "ok  \tm/a\t0.004s [no tests to run]\n",
    "ok  \tm/a\t0.004s\tcoverage: 40.0% of statements\n",
    "ok  \tm/a\t0.004s\tcoverage: [no statements] [no tests to run]\n",
    "\tm/a\t\tcoverage: 0.0% of statements\n",
  ])("knows %j", (line) => {
    expect(read(line)).toEqual({ "m/a": passed(line) });
  });

  it.each([
    "FAIL\tm/a\t0.004s\n",
    "FAIL\tm/a [build failed]\n",
    "FAIL\tm/a [setup failed]\n",
    "--- FAIL: TestA (0.00s)\n    a_test.go:5: bad\nFAIL\nexit status 1\nFAIL\tm/a\t0.004s\n",
  ])("takes %j for a failure", (text) => {
    expect(read(text, "FAIL\n")).toEqual({ "m/a": failed(text) });
  });

  it.each([
    "ok  \tm/a\t0.1s",
    "ok  m/a 0.1s\n",
    "ok  \tm/other\t0.1s\n",
    " ok  \tm/a\t0.1s\n",
    "\tm/a\tcoverage: none\n",
    "",
  ])("takes %j for no result", (text) => {
    expect(read(text)).toEqual({});
  });

  it("knows nothing of a package with two lines, nor of the one behind it", () => {
    const spoofs = "ok  \tm/b\t0.1s\nFAIL\tm/b\t0.1s\n";
    expect(read("ok  \tm/a\t0.1s\n", spoofs, "ok  \tm/c\t0.1s\n")).toEqual({
      "m/a": passed("ok  \tm/a\t0.1s\n"),
    });
    // The line of m/c is printed by m/a: the text of m/a has lost its beginning.
    expect(read("before\nok  \tm/c\t9s\nok  \tm/a\t0.1s\nok  \tm/b\t0.1s\nFAIL\tm/c\t0.1s\n")).toEqual({
      "m/b": passed("ok  \tm/b\t0.1s\n"),
    });
  });
});

describe("asCached", () => {
  it.each([
    ["ok  \tm/a\t0.004s\n", "ok  \tm/a\t(cached)\n"],
    [
      "ok  \tm/a\t12.3s\tcoverage: 1.0% of statements\n",
      "ok  \tm/a\t(cached)\tcoverage: 1.0% of statements\n",
    ],
    ["ok  \tm/a\t0.1s\nPASS\nok  \tm/b\t0.1s\n", "ok  \tm/a\t0.1s\nPASS\nok  \tm/b\t(cached)\n"],
    ["?   \tm/a\t[no test files]\n", "?   \tm/a\t[no test files]\n"],
    ["\tm/a\t\tcoverage: 0.0% of statements\n", "\tm/a\t\tcoverage: 0.0% of statements\n"],
  ])("makes of %j", (text, expected) => {
    expect(asCached(text)).toBe(expected);
  });
});
