import { expect, it } from "vitest";
import { whyVetRuns } from "../../../lib/go/vet-flags.ts";

it.each<[flags: string[], why: string | undefined]>([
  [[], undefined],
  [["-printf", "--copylocks=false", "-atomic=true"], undefined],
  [["-vettool=/bin/tool"], "-vettool=/bin/tool is given"],
  [["-json"], "-json is given"],
  [["-fix"], "-fix is given"],
  [["-printf.funcs=Logf"], "-printf.funcs=Logf is given"],
  [["-printf", "./cmd"], "./cmd is given"],
  [["-overlay=x.json"], "-overlay=x.json is given"],
])("flags of go vet: %j", (flags, why) => {
  expect(whyVetRuns(flags)).toBe(why);
});
