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
}

/** Environment variables as a process has them. Names are case-insensitive on Windows only. */
export type Environment = Readonly<Record<string, string | undefined>>;
