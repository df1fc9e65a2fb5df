/**
 * The rigs of test/rigs as the tests use them: other processors, Windows programs, a namespace like WSL 2.
 * Each says why it is not there, and a test that needs it is then skipped with that reason.
 */
import { execFileSync, spawn, spawnSync } from "node:child_process";
import {
  chmodSync,
  closeSync,
  cpSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
} from "node:fs";
import path from "node:path";
import { onTestFinished, type TestContext } from "vitest";
import {
  cacheFolder,
  ended,
  goEnvironment,
  gowslCommand,
  onExecutable,
  repository,
  type Checkout,
  type Ended,
} from "./rig.ts";

const scripts = path.join(repository, "test", "rigs");
const rigsFolder = process.env["GOWSL_RIGS"] ?? path.join(repository, "node_modules", ".cache", "gowsl-rigs");

/** Is there a program of this name on PATH? */
function isOnPath(name: string): boolean {
  return (process.env["PATH"] ?? "").split(":").some((folder) => existsSync(path.join(folder, name)));
}

const hint = (rig: string) => `\`test/rigs/install.sh ${rig}\` installs it`;

const reasons = {
  qemu: () => (isOnPath("qemu-aarch64-static") ? undefined : `no qemu-aarch64-static: ${hint("qemu")}`),
  wine: () =>
    isOnPath("wine") && existsSync(path.join(rigsFolder, "wine", ".ready"))
      ? undefined
      : `no wine with a prefix: ${hint("wine")}`,
  node: () => (existsSync(path.join(rigsFolder, "node.exe")) ? undefined : `no node.exe: ${hint("wine")}`),
  musl: () => (existsSync(path.join(rigsFolder, "musl", ".ready")) ? undefined : `no musl: ${hint("musl")}`),
  wsl: () => {
    if (process.platform !== "linux") return `namespaces are of Linux, and this is ${process.platform}`;
    const { status, stderr } = spawnSync(path.join(scripts, "wsl.sh"), [scripts, "true"], {
      encoding: "utf8",
    });
    return status === 0 ? undefined : `this kernel has no such namespace: ${stderr.trim()}`;
  },
};

export type Rig = keyof typeof reasons;
const known = new Map<Rig, string | undefined>();

/** Skips the test, with the reason, where a rig is missing. */
export function needs(context: TestContext, ...rigs: Rig[]): void {
  for (const rig of rigs) {
    if (!known.has(rig)) known.set(rig, reasons[rig]());
    const reason = known.get(rig);
    if (reason !== undefined) context.skip(reason);
  }
}

/** Runs a command in the namespace that looks like WSL 2, with a folder as drive D:. */
export function inWsl(
  checkout: Checkout,
  drive: string,
  argv: string[],
  env: Record<string, string | undefined> = {},
): Promise<Ended> {
  return ended(
    spawn(path.join(scripts, "wsl.sh"), [drive, ...argv], {
      cwd: "/",
      env: { ...checkout.environment(env), GOWSL_RIGS: rigsFolder },
      stdio: ["ignore", "pipe", "pipe"],
    }),
  );
}

/** gowsl in that namespace. */
export function gowslInWsl(
  checkout: Checkout,
  drive: string,
  argv: string[],
  env: Record<string, string | undefined> = {},
): Promise<Ended> {
  return inWsl(checkout, drive, [...gowslCommand, ...argv], env);
}

/** Runs a program for musl and amd64. */
export function inMusl(argv: string[], checkout: Checkout): Promise<Ended> {
  const env = { ...checkout.environment(), GOWSL_RIGS: rigsFolder };
  return ended(
    spawn(path.join(scripts, "musl.sh"), argv, {
      cwd: checkout.folder,
      env,
      stdio: ["ignore", "pipe", "pipe"],
    }),
  );
}

/** Runs a program for musl and arm64, with the libraries that it is linked with. */
export function inArmMusl(argv: string[]): Promise<Ended> {
  return ended(spawn("qemu-aarch64-static", ["-L", path.join(rigsFolder, "musl", "arm64"), ...argv]));
}

/** Runs a Windows program. */
export function inWine(argv: string[], cwd: string, env: Record<string, string> = {}): Promise<Ended> {
  return ended(
    spawn("wine", argv, {
      cwd,
      env: { ...wineEnvironment(path.join(rigsFolder, "wine")), ...env },
      stdio: ["ignore", "pipe", "pipe"],
    }),
  );
}

/** A Windows of its own, with gowsl in its Node. Its files are links to those of the rig: none may be written to. */
export class Windows {
  readonly #prefix: string;

  constructor(checkout: Checkout) {
    this.#prefix = path.join(path.dirname(checkout.folder), "wine");
    execFileSync("cp", ["-al", path.join(rigsFolder, "wine"), this.#prefix]);
    onTestFinished(() => this.end());
  }

  /** The folder of `\\wsl.localhost\NAME`. */
  distribution(name: string): string {
    const folder = path.join(this.#prefix, "dosdevices", "unc", "wsl.localhost", name);
    mkdirSync(folder, { recursive: true });
    return folder;
  }

  /** Puts a program into System32. */
  addProgram(file: string, name: string): void {
    cpSync(file, path.join(this.#prefix, "drive_c", "windows", "system32", name));
  }

  /**
   * Runs gowsl: the bundle, or the executable of Windows where it was compiled. Node on wine can't write to pipes
   * of Linux, so what it says goes through files.
   */
  async gowsl(argv: string[], cwd: string, env: Record<string, string> = {}): Promise<Ended> {
    const files = ["stdout", "stderr"].map((name) => path.join(this.#prefix, name));
    const descriptors = files.map((file) => openSync(file, "w"));
    const script = winePath(path.join(realpathSync(repository), "out/gowsl.cjs"));
    const executable = path.join(repository, "dist", "gowsl-windows-x64.exe");
    const gowsl =
      onExecutable && existsSync(executable) ? [executable] : [path.join(rigsFolder, "node.exe"), script];
    const child = spawn("wine", [...gowsl, ...argv], {
      cwd,
      env: { ...wineEnvironment(this.#prefix), ...env },
      stdio: ["ignore", ...descriptors],
    });
    const { code, signal } = await ended(child);
    for (const descriptor of descriptors) closeSync(descriptor);
    const [stdout = "", stderr = ""] = files.map((file) => readFileSync(file, "utf8"));
    return { code, signal, stdout, stderr };
  }

  /** Ends the server of this prefix, and with it all its programs. */
  end(): void {
    const servers = ["/usr/lib/wine/wineserver64", "/usr/lib/wine/wineserver"];
    const server = servers.find((file) => existsSync(file)) ?? "wineserver";
    spawnSync(server, ["-k", "-w"], { env: wineEnvironment(this.#prefix) });
  }
}

function wineEnvironment(prefix: string): NodeJS.ProcessEnv {
  // Without LC_ALL wine takes arguments for Latin-1.
  const settings = { WINEPREFIX: prefix, WINEDEBUG: "-all", LC_ALL: "C.UTF-8" };
  return { PATH: process.env["PATH"], HOME: rigsFolder, ...settings };
}

/** A path as programs in wine see it: drive Z: is the root. */
export function winePath(file: string): string {
  return `Z:${file.replaceAll("/", "\\")}`;
}

/**
 * A real Go installation for another system, from the module golang.org/toolchain: without x bits, and with its
 * go.mod files named _go.mod (cmd/go/internal/toolchain/select.go). Kept between runs.
 */
export function fetchGoroot(release: string): string {
  mkdirSync(path.join(cacheFolder, "toolchains"), { recursive: true });
  const goroot = path.join(realpathSync(cacheFolder), "toolchains", release);
  if (existsSync(goroot)) return goroot;
  const argv = ["mod", "download", "-json", `golang.org/toolchain@v0.0.1-${release}`];
  const env = { ...goEnvironment(), GOFLAGS: "-mod=mod" };
  const { stdout, stderr } = spawnSync("go", argv, { cwd: cacheFolder, encoding: "utf8", env });
  const { Dir: folder, Error: problem } = JSON.parse(stdout || "{}") as { Dir?: string; Error?: string };
  if (folder === undefined) throw new Error(`${release} can't be fetched: ${problem ?? stderr}`);
  const draft = `${goroot}.${process.pid}.new`;
  cpSync(folder, draft, { recursive: true });
  spawnSync("chmod", ["-R", "u+w", draft]);
  for (const entry of readdirSync(draft, { recursive: true, withFileTypes: true })) {
    const file = path.join(entry.parentPath, entry.name);
    if (!entry.isFile()) continue;
    if (/^(bin|pkg\/tool)\//.test(path.relative(draft, file))) chmodSync(file, 0o755);
    if (entry.name === "_go.mod") cpSync(file, path.join(entry.parentPath, "go.mod"));
  }
  try {
    renameSync(draft, goroot);
  } catch (error) {
    // Another test was faster; what it has put there is the same.
    if (!existsSync(goroot)) throw error;
    rmSync(draft, { recursive: true });
  }
  return goroot;
}
