/**
 * Where the benchmark keeps its things, and what the measured programs see of the machine. Knows no
 * cases and no projects.
 */
import { execFileSync, type ExecFileSyncOptionsWithStringEncoding } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";
import type { Machine } from "./result.ts";

export const repository = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..");
export const cacheFolder = path.join(repository, "node_modules", ".cache", "gowsl-bench");
/** Where `go install` puts the peers that are written in Go. */
export const goBinaries = path.join(cacheFolder, "bin");
/** The store of gowsl; emptied before each benchmark. */
export const gowslCache = path.join(cacheFolder, "gowsl");

const measured = /^(PATH|TMPDIR|LANG)$/;
const network = /^(GOPROXY|GOSUMDB|GONOSUMDB|GOINSECURE|SSL_CERT_\w+|https?_proxy|no_proxy)$/i;

/**
 * What a measured program gets, and nothing else: caches of its own and no network. NODE_EXTRA_CA_CERTS
 * is not among it: Node reads that file at each start.
 */
export function measuredEnvironment(): Record<string, string> {
  return { ...common(measured), GOPROXY: "off", GOWSL_CACHE_DIR: gowslCache };
}

/** The same with the way to the module proxy, for `go mod download` and `go install`. */
export function fetchEnvironment(): Record<string, string> {
  return { ...common(measured), ...kept(network), GOBIN: goBinaries, GOTOOLCHAIN: "local" };
}

function common(names: RegExp): Record<string, string> {
  return {
    ...kept(names),
    HOME: path.join(cacheFolder, "home"),
    GOENV: "off",
    GOCACHE: path.join(cacheFolder, "go-build"),
    GOMODCACHE: path.join(cacheFolder, "go-mod"),
  };
}

function kept(names: RegExp): Record<string, string> {
  return Object.fromEntries(
    Object.entries(process.env).flatMap(([name, value]) =>
      names.test(name) && value ? [[name, value]] : [],
    ),
  );
}

/** The machine, and the versions of what takes part in every benchmark. */
export function describeMachine(): Machine {
  const [cpu] = os.cpus();
  return {
    cpu: cpu?.model.trim() ?? "unknown",
    cores: os.availableParallelism(),
    memoryGiB: Math.round(os.totalmem() / 2 ** 30),
    system: `${systemName()} (${os.type()} ${os.release()}, ${os.arch()})`,
    versions: [
      ["Node", process.version],
      ["Go", firstLine("go", ["version"]).replace("go version ", "")],
      ["git", firstLine("git", ["--version"]).replace("git version ", "")],
    ],
  };
}

function systemName(): string {
  const file = "/etc/os-release";
  const text = existsSync(file) ? readFileSync(file, "utf8") : "";
  return /^PRETTY_NAME="?([^"\n]*)/m.exec(text)?.[1] ?? os.version();
}

/** The first line that a program prints, or "absent". */
export function firstLine(program: string, argv: string[]): string {
  try {
    const options: ExecFileSyncOptionsWithStringEncoding = {
      encoding: "utf8",
      env: measuredEnvironment(),
      stdio: ["ignore", "pipe", "ignore"],
    };
    return execFileSync(program, argv, options).split("\n")[0]!.trim();
  } catch {
    return "absent";
  }
}
