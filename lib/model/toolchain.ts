/** A Go installation, and why it was taken. Data only; lib/go chooses it. */

export interface Rejection {
  /** The place that was looked at: a GOROOT, or the file on PATH. */
  place: string;
  /** Where the place came from: `GOROOT`, `PATH`, `well-known place`. */
  source: string;
  reason: string;
}

export interface Toolchain {
  goroot: string;
  /** Absolute path of the go command. */
  go: string;
  /** As in the VERSION file, without `go`: `1.26.8`, `1.27rc1`, `devel ...`. */
  version: string;
  /** GOOS and GOARCH of the go command itself. */
  os: string;
  arch: string;
  why: string;
  rejected: Rejection[];
}
