import process from "node:process";
import { defineConfig } from "vitest/config";

/** Tests of one kind share a folder and a pace; only the CLI tier starts gowsl and go as processes. */
const quick = (name: string) => ({
  test: { name, include: [`test/${name}/**/*.test.ts`], testTimeout: 60_000 },
});

/** CI reads the counts from a file. */
const report = process.env["GOWSL_TEST_REPORT"];

export default defineConfig({
  test: {
    ...(report === undefined ? {} : { reporters: ["default", "json"], outputFile: { json: report } }),
    tags: [
      {
        name: "both-runtimes",
        description: "Runs in `npm test` on the bundle and on the one-file executable.",
      },
      {
        name: "long",
        description: "One more of a kind that `npm test` has shown: runs in `npm run test:cli` only.",
      },
    ],
    projects: [
      quick("unit"),
      quick("plan"),
      quick("store"),
      {
        test: {
          name: "cli",
          include: ["test/cli/**/*.test.ts"],
          globalSetup: ["test/cli/setup.ts"],
          setupFiles: ["test/cli/long-tests.ts"],
          testTimeout: 240_000,
          hookTimeout: 240_000,
          maxWorkers: 2,
          // After the others: a mistake that a quick test can show is shown first.
          sequence: { groupOrder: 1 },
        },
      },
      {
        test: {
          name: "executable",
          include: ["commands", "earlier-states", "fast-answer", "interrupt", "no-network", "upgrade"].map(
            (name) => `test/cli/${name}.test.ts`,
          ),
          env: { GOWSL_TEST_RUNTIME: "executable" },
          globalSetup: ["test/cli/setup-executable.ts"],
          setupFiles: ["test/cli/marked-only.ts"],
          testTimeout: 240_000,
          hookTimeout: 240_000,
          maxWorkers: 2,
          sequence: { groupOrder: 2 },
        },
      },
    ],
  },
});
