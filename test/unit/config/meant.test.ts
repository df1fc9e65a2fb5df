/** Messages as Node and Bun's engine write them. */
import { expect, it } from "vitest";
import { withMeant } from "../../../lib/config/meant.ts";

const frame = "gowsl.config.ts:3:5";

it.each<[string, string[], next: string | undefined, at?: string]>([
  ["sh is not defined", [frame], 'Import it: import { sh } from "gowsl".', "3:5"],
  ["Can't find variable: sh", [frame], 'Import it: import { sh } from "gowsl".', "3:5"],
  ["defineConfg is not defined", [frame], 'Did you mean "defineConfig"?', "3:5"],
  ["completelyElse is not defined", [frame], undefined],
  ["sh is not defined", ["tasks/a.ts:1:1", frame], 'Import it: import { sh } from "gowsl".'],
  ["go.biuld is not a function", [frame], 'Did you mean "go.build"?', "3:5"],
  [
    "go.biuld is not a function. (In 'go.biuld({})', 'go.biuld' is undefined)",
    [frame],
    'Did you mean "go.build"?',
    "3:5",
  ],
  [
    "The requested module 'gowsl' does not provide an export named 'defineConfg'",
    ["gowsl.config.ts:1"],
    'Did you mean "defineConfig"?',
    "1",
  ],
  [
    "The requested module 'gowsl' does not provide an export named 'completelyElse'",
    [],
    expect.stringMatching(/^There are choice, .*, sh, .*\.$/) as unknown as string,
  ],
])("%s", (message, frames, next, at) => {
  expect(withMeant({ message, frames }, "gowsl.config.ts")).toEqual({
    message,
    frames: at === undefined ? frames : [],
    ...(next === undefined ? {} : { next }),
    ...(at === undefined ? {} : { at }),
  });
});
