/** Two gowsl that are asked for the same tests: what one has kept the other one takes. No go is run. */
import { mkdirSync } from "node:fs";
import path from "node:path";
import { expect, it } from "vitest";
import { digestManifest } from "../../../lib/cache/manifest.ts";
import { Children } from "../../../lib/host/children.ts";
import { FileStates } from "../../../lib/host/file-states.ts";
import type { Event } from "../../../lib/model/event.ts";
import { success } from "../../../lib/model/failure.ts";
import type { TestStep } from "../../../lib/model/plan.ts";
import type { BuildSetting } from "../../../lib/run/setting.ts";
import { TestResults, type ResultPlace } from "../../../lib/run/test-results.ts";
import { runTestStep } from "../../../lib/run/test-step.ts";
import { temporaryFolder } from "../toolchain/servers.ts";

const manifest = { facts: [], guards: [] };

it("the tests that another one has run since they were looked at are not run again", async () => {
  const root = temporaryFolder();
  mkdirSync(path.join(root, ".gowsl"));
  const states = new FileStates({ platform: "linux", now: Date.now });
  const { key, entries } = digestManifest(manifest, states);
  const other = new TestResults(root, Date.now);
  /** Another gowsl ends right after this one has looked. */
  class Overtaken extends TestResults {
    #looks = 0;
    override async find(...[place, ...rest]: Parameters<TestResults["find"]>) {
      const found = await super.find(place, ...rest);
      if (this.#looks++ === 0) await keep(place);
      return found;
    }
  }
  const keep = (place: ResultPlace) =>
    other.keep(place, {
      schema: 1,
      package: place.package,
      key,
      entries,
      inputs: [],
      text: "ok  \texample.com/p\t0.01s\n",
      startedMs: Date.now(),
    });
  const subject = { importPath: "example.com/p", folder: root, module: root, hasTests: true, manifest };
  const events: Event[] = [];
  const setting = {
    root,
    states,
    platform: "linux",
    environment: {},
    force: false,
    temporaryFolder: path.join(root, "temporary"),
    children: new Children("linux"),
    emit: (event: Event) => events.push(event),
    elapsed: () => 0,
    now: Date.now,
    testResults: new Overtaken(root, Date.now),
    inspectTests: async () => success({ packages: [subject], forgottenMs: 0 }),
  } as Partial<BuildSetting> as BuildSetting;
  const step: TestStep = {
    kind: "go-test",
    id: "test",
    task: "test",
    needs: [],
    cwd: root,
    env: {},
    requested: true,
    runs: [{ cwd: root, argv: ["/no/go", "test"], packages: ["./..."] }],
  };
  const { results } = await runTestStep(setting, step, 1, false);
  expect(results.map(({ outcome }) => outcome)).toEqual(["up-to-date"]);
  expect(events).toEqual([
    { type: "output", step: "test", stream: "stdout", text: "ok  \texample.com/p\t(cached)\n" },
  ]);
});
