/** The machine as gowsl sees it. Data only; lib/host finds it out. */

export type HostKind = "linux" | "wsl1" | "wsl2" | "container-on-wsl" | "windows" | "darwin";

export interface Host {
  kind: HostKind;
  /** What the classification rests on, one fact a line. */
  evidence: string[];
  /** GOOS of programs that run here. */
  goos: string;
  /** GOARCH of programs that run here. */
  goarch: string;
  /** CPU cores that this process may use. */
  cores: number;
  /** Bytes of memory that this process may use. */
  memoryBytes: number;
  /** The distribution of WSL that this is. */
  distribution?: Distribution;
  /** Whether WSL starts Windows programs. */
  interop?: Interop;
}

export interface Distribution {
  name: string;
  /** Where it was read. */
  source: string;
  /** Is it the name by which Windows knows it? If not, it is likely, and no path is made of it. */
  certain: boolean;
}

export interface Interop {
  state: "enabled" | "disabled" | "missing";
  /** What says so. */
  evidence: string;
}

/** What a folder lies on, in words. */
export interface FileSystem {
  /** `ext4`, `drvfs over 9p`, `NTFS or ReFS`. */
  type: string;
  /** Whose disk it is, as seen from this system: its own, Windows', that of another machine, that of a host of this one. */
  backing: "local" | "windows" | "network" | "host" | "unknown";
  /** Where it is mounted, and what. */
  folder?: string;
  source?: string;
}

/** What one question to a file system costs. */
export interface StatCost {
  medianMicroseconds: number;
  /** How many were asked. */
  count: number;
}

/** Environment variables as a process has them. Names are case-insensitive on Windows only. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** What `gowsl host` says. */
export interface HostReport extends Host {
  /** The folder of the module, or where the user stands. */
  folder: string;
  fileSystem: FileSystem;
  stat: StatCost;
  /** Files that say that this process may use less than the machine has. */
  limitedBy: { cores?: string; memoryBytes?: string };
  /** Of a machine with two sides: the one that works on the module; none where that can't work, and why. */
  side?: { name: "wsl" | "windows" | null; why: string };
  /** Windows drives that are mounted here. */
  drives: readonly { windows: string; folder: string; transport: string }[];
}
