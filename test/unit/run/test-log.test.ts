/** What the log of a test names, with the rules of computeTestInputsID. */
import { describe, expect, it } from "vitest";
import { readTestLog } from "../../../lib/run/test-log.ts";

const folder = "/src/app/pkg";
const counts = (file: string) => file.startsWith("/src/app");
const all = (...lines: string[]) => readTestLog(["# test log", ...lines, ""].join("\n"), folder, counts);
/** Without the variable that package time reads past the log. */
const read = (...lines: string[]) => all(...lines)?.filter(([, name]) => name !== "TZ");

describe("readTestLog", () => {
  it("names variables, and files from the folder of the package, each once", () => {
    expect(
      read(
        "getenv HOME",
        "open a.txt",
        "stat ../go.mod",
        "open a.txt",
        "open /src/app/b c.txt",
        "getenv HOME",
      ),
    ).toEqual([
      ["variable", "HOME"],
      ["open", "/src/app/pkg/a.txt"],
      ["stat", "/src/app/go.mod"],
      ["open", "/src/app/b c.txt"],
    ]);
  });

  it("adds the variable that package time reads past it", () => {
    expect(all()).toEqual([["variable", "TZ"]]);
  });

  it("follows where the test goes", () => {
    expect(read("open x", "chdir /src/app/other", "open x", "chdir /elsewhere", "open x", "stat y")).toEqual([
      ["open", "/src/app/pkg/x"],
      ["enter", "/src/app/other"],
      ["open", "/src/app/other/x"],
    ]);
  });

  it("leaves out what does not count, and PWD, which go sets", () => {
    expect(read("open /proc/self/stat", "stat ../../../x", "getenv PWD")).toEqual([]);
    expect(read()).toEqual([]);
  });

  it.each([
    ["no log", ""],
    ["another beginning", "open a\n"],
    ["a beginning without an end", "# test log"],
    ["a line that was cut off", "# test log\nopen a"],
    ["a line without a name", "# test log\nopen\n"],
    ["a word that nobody knows", "# test log\nreadlink a\n"],
  ])("takes %s for no log", (_, text) => {
    expect(readTestLog(text, folder, counts)).toBeUndefined();
  });
});
