/**
 * A real terminal for the tests: tmux with a server of its own, in which a shell runs. Its screen is read back, what
 * scrolled away too. Without tmux these tests are skipped.
 */
import { execFileSync, spawnSync } from "node:child_process";
import { setTimeout as delay } from "node:timers/promises";
import { onTestFinished } from "vitest";
import { repository, type Checkout } from "./rig.ts";

export const hasTmux = spawnSync("tmux", ["-V"]).status === 0;

let terminals = 0;

export class Terminal {
  readonly #server = `gowsl-test-${process.pid}-${++terminals}`;

  constructor(checkout: Checkout, columns: number, rows: number) {
    const environment = checkout.environment({ LANG: "C.UTF-8", PS1: "$ ", ENV: undefined });
    const size = ["-x", String(columns), "-y", String(rows)];
    execFileSync("tmux", ["-L", this.#server, "-f", "/dev/null", "new-session", "-d", ...size, "sh"], {
      cwd: checkout.folder,
      env: environment,
    });
    onTestFinished(() => void spawnSync("tmux", ["-L", this.#server, "kill-server"]));
  }

  #tmux(...argv: string[]): string {
    return execFileSync("tmux", ["-L", this.#server, ...argv], { encoding: "utf8" });
  }

  /** Types `gowsl ARGV`; when it has ended, `ended with CODE` is on the screen. */
  gowsl(argv: string, variables = ""): void {
    const command = `${variables} '${process.execPath}' '${repository}/out/gowsl.cjs' ${argv}`;
    // The command line itself is none of what is looked at.
    this.#tmux("send-keys", "-l", `clear; ${command.trim()}; echo "ended with $?"`);
    this.#tmux("send-keys", "Enter");
  }

  /** Kills the gowsl that was started last. */
  kill(): void {
    const shell = this.#tmux("display-message", "-p", "#{pane_pid}").trim();
    execFileSync("pkill", ["-KILL", "-P", shell]);
  }

  keys(...keys: string[]): void {
    this.#tmux("send-keys", ...keys);
  }

  resize(columns: number, rows: number): void {
    this.#tmux("resize-window", "-x", String(columns), "-y", String(rows));
  }

  /** What is on the screen. */
  screen(): string[] {
    return this.#tmux("capture-pane", "-p").trimEnd().split("\n");
  }

  /** What is on the screen and above it, lines that the terminal has broken as one. */
  all(): string[] {
    return this.#tmux("capture-pane", "-p", "-J", "-S", "-")
      .trimEnd()
      .split("\n")
      .map((line) => line.trimEnd());
  }

  /** `1` where the cursor is seen. */
  cursor(): string {
    return this.#tmux("display-message", "-p", "#{cursor_flag}").trim();
  }

  /** Waits until a line of the screen matches; the test's own timeout bounds it. */
  async shows(pattern: RegExp): Promise<string[]> {
    for (;;) {
      const screen = this.screen();
      if (screen.some((line) => pattern.test(line))) return screen;
      await delay(20);
    }
  }
}
