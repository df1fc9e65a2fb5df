import { defineConfig } from "vitest/config";

/** Tests of one kind share a folder and a pace; only the CLI tier starts gowsl and go as processes. */
const quick = (name: string) => ({
  test: { name, include: [`test/${name}/**/*.test.ts`], testTimeout: 20_000 },
});

export default defineConfig({
  test: {
    projects: [
      quick("unit"),
      quick("plan"),
      quick("store"),
      {
        test: {
          name: "cli",
          include: ["test/cli/**/*.test.ts"],
          globalSetup: ["test/cli/setup.ts"],
          testTimeout: 240_000,
          hookTimeout: 240_000,
          maxWorkers: 2,
        },
      },
    ],
  },
});
