/** gowsl on Node and as the executable. Both work on one checkout, with the same records and the same store. */
import type { Run } from "../measure.ts";
import type { Peer } from "../peer.ts";
import { gowslRuntimes, type Runtime } from "../gowsl.ts";
import { sixTargets } from "../targets.ts";

/** Those that are here. */
export function gowslPeers(): Peer[] {
  return gowslRuntimes().map(gowsl);
}

function gowsl({ name, argv }: Runtime): Peer {
  return {
    name,
    scopes: { nothing: ["one", "six"], work: ["one", "six"] },
    out: { one: "bin", six: "dist" },
    argv: (scope, { mainPackage }) => [
      ...argv,
      ...(scope === "one" ? ["build"] : ["cross", sixTargets.join(",")]),
      mainPackage,
    ],
    did: gowslDid,
  };
}

/** The closing line of gowsl without its time: "1 built, 1 restored". */
export function gowslDid({ stderr }: Run): string {
  const last = stderr.trimEnd().split("\n").at(-1) ?? "";
  return /^(\d.*) in [\d.]+ /.exec(last)?.[1] ?? last;
}

/** A config of gowsl that says what gowsl does without one. */
export function gowslConfig(mainPackage: string): Record<string, string> {
  // Below a node_modules folder Node takes .ts as CommonJS, so the name ends in .mts.
  const text = `import { defineConfig, go } from "gowsl";

export default defineConfig({
  targets: [${sixTargets.map((target) => `"${target}"`).join(", ")}],
  tasks: {
    build: go.build({ packages: ["${mainPackage}"] }),
  },
});
`;
  return { "gowsl.config.mts": text };
}
