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
        // The entry is CommonJS and tiny, which Node starts fastest; the rest is loaded on demand.
        await bundle({
          ...common,
          entryPoints: { gowsl: "lib/main.ts" },
          outdir: "out",
          outExtension: { ".js": ".cjs" },
          format: "cjs",
          plugins: [
            {
              name: "on-demand",
              setup: ({ onResolve }) => {
                onResolve({ filter: /cli\/main\.ts$/ }, () => ({ path: "./cli/main.js", external: true }));
                onResolve({ filter: /tasks\/index\.ts$/ }, () => ({ path: "./tasks.js", external: true }));
              },
            },
          ],
        });
        await bundle({
          ...common,
          entryPoints: { "cli/main": "lib/cli/main.ts", index: "lib/index.ts", tasks: "tasks/index.ts" },
          outdir: "out",
          format: "esm",
          splitting: true,
          chunkNames: "chunks/[hash]",
        });
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
