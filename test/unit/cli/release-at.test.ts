/** What `gowsl upgrade --to` may name, and what is told of a URL that is none. */
import path from "node:path";
import { pathToFileURL } from "node:url";
import { expect, it } from "vitest";
import { releaseAt } from "../../../lib/cli/upgrade.ts";

const folder = import.meta.dirname;

it.each([
  ["https://example.com/gowsl/", "https://example.com/gowsl/gowsl-x", "gowsl-x"],
  ["https://example.com/a%20b", "https://example.com/a%20b", "a b"],
  ["nowhere", pathToFileURL(path.join(folder, "nowhere")).href, "nowhere"],
  [".", pathToFileURL(path.join(folder, "gowsl-x")).href, "gowsl-x"],
  // A path is no URL: its signs stand for themselves.
  ["50%zz", pathToFileURL(path.join(folder, "50%zz")).href, "50%zz"],
])("%s", (where, address, file) => {
  expect(releaseAt(where, "gowsl-x", folder)).toEqual({ ok: true, value: { address, file } });
});

it.each(["https://", "https://example.com/%zz", "http://[/"])("%s is no URL", (where) => {
  expect(releaseAt(where, "gowsl-x", folder)).toMatchObject({
    ok: false,
    failures: [{ family: "command-line", place: where, thing: "this is no URL" }],
  });
});
