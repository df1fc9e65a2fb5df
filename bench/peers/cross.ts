/** The two that are made for several targets: goreleaser and gox. They run go build whatever is there. */
import type { Run } from "../measure.ts";
import type { Layout, Peer } from "../peer.ts";
import { contenderNames } from "../result.ts";
import { buildsOf, crossFlags, crossPath, shellLine, sixTargets, type Build } from "../targets.ts";
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
    // It knows no windows/arm64, whatever it is told; its users run go build for that.
    argv: (_, project) => [
      "sh",
      "-ec",
      `'${programOf("gox")}' "$@"; ${shellLine(goxMisses(project))}`,
      "gox",
      `-osarch=${sixTargets.filter((target) => target !== unknownToGox).join(" ")}`,
      // It adds .exe by itself.
      `-output=${goxOut}/${crossPath("{{.OS}}/{{.Arch}}", project.program)}`,
      project.mainPackage,
    ],
    // It has no flags for these two.
    env: () => ({ GOFLAGS: crossFlags.join(" ") }),
    did: (run) => `${builtTimes(/^-->/)(run)}, and once beside it`,
    // It passes -asmflags on without a value, which stands in the programs.
    isJudgedByInfo: true,
  },
];

const unknownToGox = "windows/arm64";

function goxMisses(project: Pick<Layout, "mainPackage" | "program">): Build {
  return buildsOf("six", project, goxOut).find(({ target }) => target === unknownToGox)!;
}

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
