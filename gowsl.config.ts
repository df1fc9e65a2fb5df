/** gowsl's own tasks: the first user of gowsl is gowsl, run from source with `npm run gowsl -- TASK`. */
import { rm } from "node:fs/promises";
import { command, defineConfig, sh, task } from "gowsl";
import { bundleEntry, bundleModule, bundleParts } from "./bundle.ts";
import { compileExecutables } from "./executables/compile.ts";
import { chosenTargets } from "./executables/host.ts";
import { writeManifests } from "./executables/release.ts";

export default defineConfig({
  tasks: {
    build: task({
      description: "Bundle gowsl into out/, and the types of its API",
      // The lock file stands for esbuild and tsc; this file and what it imports count anyway.
      inputs: ["lib/**/*.ts", "tasks/*.ts", "package.json", "package-lock.json", "tsconfig*.json"],
      outputs: ["out"],
      run: async ({ $ }) => {
        await rm("out", { recursive: true, force: true });
        const parts = {
          "cli/main": "lib/cli/main.ts",
          tasks: "tasks/index.ts",
          package: "lib/host/package.ts",
        };
        await bundleParts(parts, "out");
        // The entry is tiny and loads the rest on demand.
        await bundleEntry("lib/main.ts", "out/gowsl.cjs", [
          [/cli\/main\.ts$/, "./cli/main.cjs"],
          [/cli\/restore\.ts$/, "./restore.cjs"],
          [/tasks\/index\.ts$/, "./tasks.cjs"],
          [/host\/package\.ts$/, "./package.cjs"],
          [/\/kept-code\.ts$/, "./kept-code.cjs"],
        ]);
        // What it has in common with the rest is in both: parts of their own would be more files to open.
        await bundleEntry("lib/cli/restore.ts", "out/restore.cjs", []);
        await bundleEntry("lib/host/kept-code.ts", "out/kept-code.cjs", []);
        await bundleModule("lib/index.ts", "out/index.js");
        await $`node_modules/.bin/tsc -p tsconfig.types.json`;
      },
    }),
    executables: task({
      description:
        "Compile the one-file executables into dist/; names such as linux-x64 or host behind -- choose",
      // The types of the API are in them.
      needs: ["build"],
      run: (context) => compileExecutables(chosenTargets(context.args), ".", "dist", context),
    }),
    manifests: task({
      description: "Write dist/gowsl.json for Scoop and dist/gowsl.rb for Homebrew; behind -- two addresses",
      run: ({ args }) => writeManifests(".", "dist", args),
    }),
    check: sh("npm run --silent check", {
      description: "Types, linter, format",
      inputs: ["**", command("node --version")],
      outputs: [],
    }),
    test: sh("npm test", { description: "All tests" }),
    "test:quick": sh("npm run --silent test:quick", { description: "Tests that start no process" }),
    "test:cli": sh("npm run --silent test:cli", {
      description: "The real binary on real Go projects",
      needs: ["build"],
    }),
  },
});
