/** The two that are made for several targets: goreleaser and gox. They run go build whatever is there. */
import type { Run } from "../measure.ts";
import type { Layout, Peer } from "../peer.ts";
import { contenderNames } from "../result.ts";
import { crossFlags, crossPath, sixTargets } from "../targets.ts";
import { programOf } from "../tools.ts";

const releaserOut = "bench-goreleaser";
const goxOut = "bench-gox";

export const crossPeers: readonly Peer[] = [
  {
    name: contenderNames.goreleaser,
    tool: "goreleaser",
    scopes: { nothing: ["six"], work: ["six"] },
    out: { one: releaserOut, six: releaserOut },
    files: (layout) => ({ "bench.goreleaser.yml": releaserFile(layout) }),
    argv: () => [programOf("goreleaser"), "build", "--snapshot", "--clean", "-f", "bench.goreleaser.yml"],
    did: builtTimes(/^\s*• building\s+binary=/),
  },
  {
    name: contenderNames.gox,
    tool: "gox",
    scopes: { nothing: ["six"], work: ["six"] },
    out: { one: goxOut, six: goxOut },
    argv: (_, { mainPackage, program }) => [
      programOf("gox"),
      `-osarch=${sixTargets.join(" ")}`,
      // It adds .exe by itself.
      `-output=${goxOut}/${crossPath("{{.OS}}/{{.Arch}}", program)}`,
      mainPackage,
    ],
    // It has no flags for these two.
    env: () => ({ GOFLAGS: crossFlags.join(" ") }),
    did: builtTimes(/^-->/),
  },
];

function builtTimes(line: RegExp): (run: Run) => string {
  return ({ stdout, stderr }) => {
    const times = `${stdout}${stderr}`.split("\n").filter((each) => line.test(each)).length;
    return `ran go build ${times} times`;
  };
}

/** With the flags of all others: by itself it strips symbols and stamps versions. */
function releaserFile({ mainPackage, program }: Layout): string {
  return `version: 2
project_name: ${program}
dist: ${releaserOut}
builds:
  - main: ${mainPackage}
    binary: "{{ .Os }}_{{ .Arch }}/${program}"
    no_unique_dist_dir: true
    flags: [${crossFlags.join(", ")}]
    ldflags: [""]
    targets: [${sixTargets.map((target) => target.replace("/", "_")).join(", ")}]
`;
}
