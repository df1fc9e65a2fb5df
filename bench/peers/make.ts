/** GNU make with a Makefile as Go teams write it, with and without its built-in rules. */
import { didGo, type Layout, type Peer } from "../peer.ts";
import { contenderNames } from "../result.ts";
import { buildsOf, shellLine } from "../targets.ts";

export const makePeers: readonly Peer[] = [
  make(contenderNames.make, "bench-make", [], ["one"]),
  make(contenderNames.makeQuick, "bench-make-rR", ["-rR"], []),
];

function make(name: string, out: string, flags: readonly string[], work: Peer["scopes"]["work"]): Peer {
  return {
    name,
    tool: "make",
    scopes: { nothing: ["one", "six"], work },
    out: { one: out, six: out },
    files: (layout) => ({ "bench.mk": makefile(layout) }),
    argv: (scope) => ["make", ...flags, "-f", "bench.mk", `OUT=${out}`, scope],
    did: didGo,
  };
}

function makefile(layout: Layout): string {
  const builds = (["one", "six"] as const).map((scope) => buildsOf(scope, layout, "$(OUT)"));
  const [one = [], six = []] = builds.map((each) => each.map(({ artifact }) => artifact));
  const rules = builds.flat().map((build) => `\n${build.artifact}: $(SOURCES)\n\t${shellLine(build)}\n`);
  return `OUT ?= bench-make
SOURCES := $(shell find . -name '*.go') go.mod go.sum

.PHONY: one six
one: ${one.join(" ")}
six: ${six.join(" ")}
${rules.join("")}`;
}
