/** Plain go build: in a loop, and two at a time. It is also what says which artifacts are right. */
import type { Peer } from "../peer.ts";
import { contenderNames } from "../result.ts";
import { buildsOf, shellLine, type Scope } from "../targets.ts";
import type { Project } from "../projects.ts";

const pairsOut = "bench-go-pairs";

/** Kept apart from all contenders. */
export const referencePeer = plainGo("reference", "bench-reference");

export const goPeers: readonly Peer[] = [
  plainGo(contenderNames.go, "bench-go"),
  {
    name: contenderNames.goPairs,
    scopes: { nothing: ["six"], work: ["six"] },
    out: { one: pairsOut, six: pairsOut },
    // xargs ends with a failure where one of them failed.
    argv: (scope, project) => [
      "sh",
      "-c",
      `printf '%s\\n' ${lines(scope, project, pairsOut)
        .map((line) => `'${line}'`)
        .join(" ")} | xargs -P 2 -I{} sh -c '{}'`,
    ],
  },
];

function plainGo(name: string, out: string): Peer {
  return {
    name,
    scopes: { nothing: ["one", "six"], work: ["one", "six"] },
    out: { one: out, six: out },
    argv: (scope, project) => {
      const [first] = buildsOf(scope, project, out);
      return scope === "one" ? first!.argv : ["sh", "-ec", lines(scope, project, out).join("\n")];
    },
  };
}

function lines(scope: Scope, project: Project, out: string): string[] {
  return buildsOf(scope, project, out).map(shellLine);
}
