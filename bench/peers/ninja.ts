/** Ninja with a file as a generator would write it: it knows no patterns, so every Go file is named. */
import { didGo, type Layout, type Peer } from "../peer.ts";
import { contenderNames } from "../result.ts";
import { buildsOf, shellLine } from "../targets.ts";
import { programOf } from "../tools.ts";

const out = "bench-ninja";

export const ninjaPeer: Peer = {
  name: contenderNames.ninja,
  tool: "ninja",
  scopes: { nothing: ["one", "six"], work: [] },
  out: { one: out, six: out },
  files: (layout) => ({ "bench.ninja": ninjaFile(layout) }),
  argv: (scope) => [programOf("ninja"), "-f", "bench.ninja", scope],
  did: didGo,
};

function ninjaFile(layout: Layout): string {
  const inputs = [...layout.sources, "go.mod", "go.sum"].map(escape).join(" $\n  ");
  const scopes = (["one", "six"] as const).map((scope) => {
    const builds = buildsOf(scope, layout, out);
    const edges = builds.map(
      (build) => `build ${build.artifact}: go sources\n  command = ${shellLine(build)}\n`,
    );
    return `${edges.join("")}build ${scope}: phony ${builds.map(({ artifact }) => artifact).join(" ")}\n`;
  });
  return `builddir = ${out}
rule go
  command = $command
build sources: phony ${inputs}
${scopes.join("")}`;
}

function escape(file: string): string {
  return file.replaceAll(/[$: ]/g, "$$$&");
}
