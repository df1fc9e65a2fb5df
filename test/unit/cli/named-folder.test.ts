/** A file that an option names needs its folder. */
import path from "node:path";
import { expect, it } from "vitest";
import { missingFolder } from "../../../lib/cli/named-folder.ts";

const here = import.meta.dirname;

it.each(["trace.json", "./trace.json", "../trace.json", path.join(here, "trace.json")])("%s", (file) => {
  expect(missingFolder("--trace", file, here)).toBeUndefined();
});

it.each([
  ["nope/trace.json", path.join(here, "nope")],
  // A file is no folder.
  ["named-folder.test.ts/trace.json", path.join(here, "named-folder.test.ts")],
])("%s has none", (file, folder) => {
  expect(missingFolder("--trace", file, here)).toEqual({
    family: "files",
    place: `--trace ${file}`,
    thing: `there is no folder ${folder}`,
    next: "Make it, or name another file.",
  });
});
