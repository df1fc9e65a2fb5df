/** just: as it is, where it always runs the recipe, and with its unstable cache. It builds one after the other. */
import { didGo, type Layout, type Peer } from "../peer.ts";
import { contenderNames } from "../result.ts";
import { buildsOf, shellLine } from "../targets.ts";
import { programOf } from "../tools.ts";

const plainOut = "bench-just";
const cachedOut = "bench-just-cached";

export const justPeers: readonly Peer[] = [
  // For six targets it is the loop of go build.
  just(contenderNames.just, plainOut, "plain", ["one"]),
  just(contenderNames.justCached, cachedOut, "cached", ["one", "six"]),
];

function just(name: string, out: string, kind: string, nothing: Peer["scopes"]["nothing"]): Peer {
  return {
    name,
    tool: "just",
    scopes: { nothing, work: [] },
    out: { one: out, six: out },
    files: (layout) => ({ "bench.just": justfile(layout) }),
    argv: (scope) => [programOf("just"), "--justfile", "bench.just", `${kind}-${scope}`],
    did: didGo,
  };
}

function justfile(layout: Layout): string {
  const recipes = (["one", "six"] as const).flatMap((scope) => {
    const plain = buildsOf(scope, layout, plainOut);
    const cached = buildsOf(scope, layout, cachedOut);
    const needs = cached.map(({ id }) => `cached-${id}`);
    return [
      `plain-${scope}:\n${plain.map((build) => `  ${shellLine(build)}\n`).join("")}`,
      // Only scripts can be cached, and just shows nothing of one.
      ...cached.map(
        (build) => `[script]
[cache(inputs = [sources, "go.mod", "go.sum"], outputs = "${build.artifact}")]
cached-${build.id}:
  echo go build
  ${shellLine(build)}
`,
      ),
      `cached-${scope}: ${needs.join(" ")}\n`,
    ];
  });
  return `set unstable
set lists

sources := split(\`find . -name '*.go' | sort\`, "\\n")

${recipes.join("\n")}`;
}
