/**
 * A small fixed campaign of test/oracle, for every run of the tests: gowsl's keys against the link IDs
 * of Go itself. `npm run oracle` runs larger ones, on more projects.
 */
import path from "node:path";
import { describe as suite, expect, it } from "vitest";
import { runOracle } from "../oracle/campaign.ts";
import { fixture, writeFixture } from "../oracle/fixture.ts";
import { kindNames, type KindName } from "../oracle/mutations.ts";
import { proxyProjects } from "../oracle/projects.ts";
import { countResults, describe } from "../oracle/report.ts";
import { cacheFolder, Checkout, goEnvironment } from "./rig.ts";

/** The others need other Gos and other versions of modules, which are not fetched for the tests. */
const kinds = kindNames.filter((kind) => kind !== "dependency version" && kind !== "toolchain");

/** What a module with dependencies shows better than one without; a link of age takes longer. */
const forAge: KindName[] = ["edit", "comment only", "add file", "env", "go.mod line", "go.work"];

suite("after each of 20 mutations", () => {
  // Real builds: with empty caches go compiles all of std several times.
  it(
    "the key changed wherever Go's link did, and nothing is said to be up to date that is not",
    { timeout: 900_000 },
    async () => {
      const source = Checkout.of(undefined, "fixture").folder;
      writeFixture(source);
      const environment = { ...goEnvironment(), GOPROXY: "off" };
      const nothing = { dependencyVersions: [], toolchains: [], environment };
      const age = proxyProjects.find(({ name }) => name === "age")!;
      const projects = [
        { ...fixture, ...nothing, source },
        {
          ...age,
          ...nothing,
          source: path.join(cacheFolder, "projects", "age"),
          light: true,
          kinds: forAge,
        },
      ];
      const results = await runOracle({ seed: 7, count: 20, projects, kinds });

      const wrong = results.filter(({ finding }) => finding !== "agreed" && finding !== "surplus");
      expect(wrong.map((result) => describe(result, result.judgements))).toEqual([]);
      expect(results.flatMap(({ notUndone }) => notUndone)).toEqual([]);

      // The campaign itself: each kind ran, and it met links that change, that stay and that fail.
      expect(new Set(results.map(({ kind }) => kind))).toEqual(new Set(kinds));
      const counts = countResults(results);
      expect(counts.goChanged).toBeGreaterThan(5);
      expect(counts.goSame).toBeGreaterThan(5);
      expect(counts.brokenInBoth).toBeGreaterThan(0);
    },
  );
});
