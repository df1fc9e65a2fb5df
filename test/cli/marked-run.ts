/**
 * A gowsl whose processes can be told from all others: it marks its environment, and whatever it starts
 * inherits the mark. /proc tells what runs, and what is left.
 */
import type { ChildProcess } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import { describe, onTestFinished } from "vitest";
import { Checkout, ended } from "./rig.ts";

/** Where processes can't be looked up by their environment, nothing here can be proved. */
export const described = describe.skipIf(!existsSync("/proc/self/environ"));

let runs = 0;

export class MarkedRun {
  readonly child: ChildProcess;
  readonly #mark = `GOWSL_TEST_MARK=${process.pid}-${++runs}-${Date.now()}`;
  readonly #ended;

  /** @param within what runs the command line of gowsl, where it is not run itself */
  constructor(
    checkout: Checkout,
    argv: string[],
    env: Record<string, string> = {},
    within?: (command: string[]) => string[],
  ) {
    const [name = "", value] = this.#mark.split("=");
    this.child = checkout.start(argv, {
      env: { ...env, [name]: value },
      ...(within === undefined ? {} : { within }),
    });
    this.#ended = ended(this.child);
    onTestFinished(() => this.sweep());
  }

  end() {
    return this.#ended;
  }

  /** Command lines of all processes of this run, but for gowsl itself. */
  tree(): { pid: number; command: string }[] {
    return readdirSync("/proc").flatMap((name) => {
      if (!/^\d+$/.test(name) || Number(name) === this.child.pid) return [];
      try {
        const environment = readFileSync(`/proc/${name}/environ`, "utf8").split("\0");
        if (!environment.includes(this.#mark)) return [];
        const command = readFileSync(`/proc/${name}/cmdline`, "utf8").replaceAll("\0", " ").trim();
        // What loads the config ends with gowsl, a moment later.
        return command.includes("/esbuild ") ? [] : [{ pid: Number(name), command }];
      } catch {
        return []; // It has ended, or is somebody else's.
      }
    });
  }

  /** What is left of the tree; the kernel may take a moment to end what was signalled. */
  async left(): Promise<string[]> {
    for (let attempt = 0; attempt < 500 && this.tree().length > 0; attempt++) await delay(20);
    return this.tree().map(({ command }) => command);
  }

  /** Waits until as many processes with such command lines run. */
  async running(pattern: RegExp, count = 1): Promise<void> {
    await until(() => this.tree().filter(({ command }) => pattern.test(command)).length >= count, this.child);
  }

  /** Ends what a test that failed has left. */
  sweep(): void {
    this.child.kill("SIGKILL");
    this.signalTree("SIGKILL");
  }

  /** Sends a signal to all of the tree but gowsl itself, as a terminal does to those in front. */
  signalTree(signal: NodeJS.Signals): void {
    for (const { pid } of this.tree()) {
      try {
        process.kill(pid, signal);
      } catch (error) {
        // One may end by itself between the look and the signal.
        if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
      }
    }
  }
}

/** The test's own timeout bounds the wait; a gowsl that has ended will bring nothing about. */
export async function until(condition: () => boolean, child: ChildProcess): Promise<void> {
  while (!condition()) {
    if (child.exitCode !== null || child.signalCode !== null) throw new Error("gowsl ended before that");
    await delay(20);
  }
}

/** A project with these tasks. */
export function configured(tasks: string, project: string | undefined = undefined): Checkout {
  const checkout = Checkout.of(project);
  for (const folder of [".gowsl", "bin", "dist"]) if (checkout.exists(folder)) checkout.remove(folder);
  checkout.write(
    "gowsl.config.ts",
    `import { defineConfig, go, sh, task } from "gowsl";\nexport default defineConfig({ tasks: { ${tasks} } });\n`,
  );
  return checkout;
}

/** A port that nobody listens on: the kernel gives none again so soon. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
