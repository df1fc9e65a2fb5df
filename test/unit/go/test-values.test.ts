/** Compared by hand with go 1.26: what is refused here, regexp.Compile and time.ParseDuration refuse, too. */
import { describe, expect, it } from "vitest";
import { durationFault, patternFault } from "../../../lib/go/test-values.ts";

describe("durations", () => {
  it.each(["0", "-0", "90s", "1h2m3.5s", ".5s", "1.s", "-1s", "+3ms", "2us", "2\u00b5s", "2\u03bcs", "9ns"])(
    "%s is one",
    (text) => expect(durationFault(text)).toBe(undefined),
  );
  it.each(["", "abc", "90", "1d", "s", "1 s", "1s ", "00", "1h,2m", "--1s"])("%j is none", (text) =>
    expect(durationFault(text)).toBe(`"${text}" is no duration`),
  );
});

describe("patterns", () => {
  it.each([
    "",
    "TestA",
    "^TestA$/^b c$",
    "Test(A|B)/(x|y)",
    "a|b/c",
    "[]a]",
    "[^]a]b",
    "[[:alpha:](]",
    "[\\]]",
    "\\(",
    "\\Q(*[\\E",
    "\\Q(",
    "(?i)a",
    "(?:a)*",
    "(?P<name>a)",
    "(?<name>a)",
    "]",
    "}",
    "a{2}",
    "^*",
    // Wrong, but not for a reason that is looked for here: go says so.
    "a{1001}",
    "\\1",
  ])("%s is left to go", (pattern) => expect(patternFault(pattern)).toBe(undefined));

  it.each([
    ["(", "has a ( that is not closed"],
    ["Test(A", "has a ( that is not closed"],
    ["TestA)", "has a ) that nothing opens"],
    ["a)|(b", "has a ) that nothing opens"],
    ["[a-z", "has a [ that is not closed"],
    ["[]", "has a [ that is not closed"],
    ["\\Qa\\E(", "has a ( that is not closed"],
    ["a\\", "ends with a single \\"],
    ["*Foo", "has a * with nothing before it"],
    ["(+a)", "has a + with nothing before it"],
    ["a|?", "has a ? with nothing before it"],
    ["a(?=b)", "has (?=, which Go does not know"],
    ["(?<!a)b", "has (?<!, which Go does not know"],
  ])("%s is refused", (pattern, thing) => expect(patternFault(pattern)).toBe(`"${pattern}" ${thing}`));
});
