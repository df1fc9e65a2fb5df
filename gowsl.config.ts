/** gowsl's own tasks: the first user of gowsl is gowsl, run from source with `npm run gowsl -- TASK`. */
import { rm } from "node:fs/promises";
import { build as bundle, type BuildOptions } from "esbuild";
import { defineConfig, sh, task } from "gowsl";

const common: BuildOptions = {
  bundle: true,
  platform: "node",
  target: "node20.19",
  packages: "external",
  legalComments: "none",
  // Less to read at each start; names stay, for the stack of a bug.
  minifyWhitespace: true,
  minifySyntax: true,
  logLevel: "warning",
};

export default defineConfig({
  tasks: {
    build: task({
      description: "Bundle gowsl into out/, and the types of its API",
      run: async ({ $ }) => {
        await rm("out", { recursive: true, force: true });
        // CommonJS, since Node takes 15 ms more for modules: it makes a module of each builtin, too. The
        // entry is tiny and loads the rest on demand.
        const commonjs: BuildOptions = {
          ...common,
          outdir: "out",
          outExtension: { ".js": ".cjs" },
          format: "cjs",
          define: { "import.meta.url": "ownUrl" },
          banner: { js: 'const ownUrl=require("node:url").pathToFileURL(__filename).href;' },
        };
        await bundle({
          ...commonjs,
          entryPoints: { "cli/main": "lib/cli/main.ts", tasks: "tasks/index.ts" },
        });
        await bundle({
          ...commonjs,
          banner: {},
          entryPoints: { gowsl: "lib/main.ts" },
          supported: { "dynamic-import": false },
          plugins: [
            {
              name: "on-demand",
              setup: ({ onResolve }) => {
                onResolve({ filter: /cli\/main\.ts$/ }, () => ({ path: "./cli/main.cjs", external: true }));
                onResolve({ filter: /tasks\/index\.ts$/ }, () => ({ path: "./tasks.cjs", external: true }));
              },
            },
          ],
        });
        // The API is imported by configs.
        await bundle({ ...common, entryPoints: { index: "lib/index.ts" }, outdir: "out", format: "esm" });
        await $`node_modules/.bin/tsc -p tsconfig.types.json`;
      },
    }),
    check: sh("npm run --silent check", { description: "Types, linter, format" }),
    test: sh("npm test", { description: "All tests" }),
    "test:quick": sh("npm run --silent test:quick", { description: "Tests that start no process" }),
    "test:cli": sh("npm run --silent test:cli", {
      description: "The real binary on real Go projects",
      needs: ["build"],
    }),
  },
});
