import { expect, it } from "vitest";
import { TestResults, type KeptResult } from "../../../lib/run/test-results.ts";
import { temporaryFolder } from "../toolchain/servers.ts";

it("finds what was kept by the first digits of its key", async () => {
  const results = new TestResults(temporaryFolder(), () => 0);
  const kept = async (key: string, name: string) => {
    const result: KeptResult = {
      schema: 1,
      package: "example.com/p",
      key,
      entries: [{ kind: "file", name, value: "1" }],
      inputs: [],
      text: "ok",
      startedMs: 0,
    };
    await results.keep({ step: "test", cwd: "/p", package: `example.com/${name}` }, result);
  };
  const [one, other] = ["ab".repeat(32), `ab${"cd".repeat(31)}`];
  await kept(one, "one.go");
  await kept(other, "other.go");
  const names = async (start: string) =>
    [...(await results.entriesFrom(start))].map(([key, entries]) => [key, entries[0]?.name]);
  expect(await names("abab")).toEqual([[one, "one.go"]]);
  expect(await names(other)).toEqual([[other, "other.go"]]);
  expect((await names("ab")).length).toBe(2);
  expect(await names("ef")).toEqual([]);
});
