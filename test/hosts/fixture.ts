/** The facts of one host, as they were seen on it or are documented, and what gowsl has to make of them. */
import type { HostFacts } from "../../lib/host/detect.ts";
import type { DistributionFacts, InteropFacts } from "../../lib/host/distribution.ts";
import type { VirtiofsTags } from "../../lib/host/mounts.ts";
import type { Distribution, HostKind, Interop } from "../../lib/model/host.ts";

export interface HostFixture {
  host: string;
  /** Public issues and pages where the facts stand; `constructed` with the rule where nobody has shown them. */
  source: string;
  facts: Partial<HostFacts>;
  /** Text of /proc/self/mountinfo. */
  mountInfo?: string;
  tags?: VirtiofsTags;
  /** What the name of the distribution rests on beside the environment. */
  distributionFacts?: Partial<DistributionFacts>;
  interopFacts?: InteropFacts;
  expected: {
    kind: HostKind;
    evidence: string[];
    distribution?: Distribution;
    interop?: Interop;
    /** `C:\ on /mnt/c (9p)`. */
    drives?: string[];
    /** Pairs that are converted there and back. */
    same?: [linux: string, windows: string][];
    toWindows?: [linux: string, windows: string | RegExp][];
    toLinux?: [windows: string, linux: string | RegExp][];
    /** Type and backing of what a path lies on. */
    fileSystems?: [path: string, type: string][];
  };
}

/** What binfmt_misc says of an enabled registration (microsoft/WSL#11471, MicrosoftDocs/WSL#2514). */
export const enabledText = "enabled\ninterpreter /init\nflags: PF\noffset 0\nmagic 4d5a\n";

export const binfmt = "/proc/sys/fs/binfmt_misc";
