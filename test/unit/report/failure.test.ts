import { describe, expect, it } from "vitest";
import type { Failure } from "../../../lib/model/failure.ts";
import { formatFailure } from "../../../lib/report/failure.ts";
import { styles } from "../../../lib/report/style.ts";

const base: Failure = { family: "config", place: "gowsl.config.ts", thing: "is empty" };

describe("formatFailure", () => {
  it.each<[string, Failure, string]>([
    ["place and thing", base, "error: gowsl.config.ts: is empty"],
    [
      "the next move",
      { ...base, next: "Export a config." },
      "error: gowsl.config.ts: is empty. Export a config.",
    ],
    [
      "detail as it came, between sentence and hint",
      { ...base, next: "Fix it.", detail: "# a\n\t./a.go:1:2: x  \n", hint: "see docs" },
      "error: gowsl.config.ts: is empty. Fix it.\n# a\n\t./a.go:1:2: x  \nhint: see docs",
    ],
    ["an empty detail", { ...base, detail: "" }, "error: gowsl.config.ts: is empty"],
  ])("%s", (_name, failure, text) => expect(formatFailure(failure, styles(false))).toBe(text));

  it("colours its own words only", () => {
    expect(formatFailure({ ...base, detail: "d", hint: "h" }, styles(true))).toBe(
      "\u001b[1m\u001b[31merror:\u001b[39m\u001b[22m gowsl.config.ts: is empty\nd\n\u001b[36mhint:\u001b[39m h",
    );
  });
});
