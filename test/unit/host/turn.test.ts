import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, readdirSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { describe, expect, it, onTestFinished } from "vitest";
import { takeTurn } from "../../../lib/host/turn.ts";

const here = path.dirname(fileURLToPath(import.meta.url));

function newFolder(): string {
  const folder = mkdtempSync(path.join(os.tmpdir(), "gowsl-turn-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A process that takes the turn, and the lines that it has said so far. */
class Taker {
  readonly child: ChildProcess;
  #text = "";

  constructor(file: string) {
    const tsx = path.resolve(here, "../../../node_modules/tsx/dist/loader.mjs");
    const argv = ["--import", tsx, path.join(here, "turn-taker.ts"), file];
    this.child = spawn(process.execPath, argv, { stdio: ["pipe", "pipe", "inherit"] });
    this.child.stdout!.setEncoding("utf8").on("data", (text: string) => (this.#text += text));
    onTestFinished(() => void this.child.kill("SIGKILL"));
  }

  async says(line: string): Promise<void> {
    while (!this.#text.includes(`${line}\n`)) await once(this.child.stdout!, "data");
  }

  get lines(): string[] {
    return this.#text.trimEnd().split("\n");
  }
}

const { platform } = process;

describe("takeTurn", () => {
  it("lets one after the other have it, in one process, and leaves no file behind", async () => {
    const folder = newFolder();
    const file = path.join(folder, "work");
    const order: string[] = [];
    const holders: (number | undefined)[] = [];
    await Promise.all(
      ["a", "b", "c"].map(async (name) => {
        const turn = await takeTurn(file, { platform, onWait: (holder) => holders.push(holder) });
        order.push(`${name} begins`);
        await new Promise((resolve) => setTimeout(resolve, 20));
        order.push(`${name} ends`);
        turn!.end();
      }),
    );
    expect(order.map((line) => line.split(" ")[1])).toEqual([
      "begins",
      "ends",
      "begins",
      "ends",
      "begins",
      "ends",
    ]);
    expect(holders).toEqual([process.pid, process.pid]);
    expect(readdirSync(folder)).toEqual(platform === "darwin" ? [".work.lock"] : []);
  });

  it("keeps turns of different work apart", async () => {
    const folder = newFolder();
    const one = await takeTurn(path.join(folder, "one"), { platform });
    const other = await takeTurn(path.join(folder, "other"), { platform });
    one!.end();
    other!.end();
  });

  it("waits for another process, says which, and goes on when that one is done", async () => {
    const file = path.join(newFolder(), "work");
    const first = new Taker(file);
    await first.says("taken");
    const second = new Taker(file);
    await second.says(`waiting for ${first.child.pid}`);
    expect(second.lines).toEqual(["asking", `waiting for ${first.child.pid}`]);
    first.child.stdin!.write("go on");
    await second.says("taken");
  });

  it("goes on when the holder is killed", async () => {
    const file = path.join(newFolder(), "work");
    const first = new Taker(file);
    await first.says("taken");
    const second = new Taker(file);
    await second.says(`waiting for ${first.child.pid}`);
    first.child.kill("SIGKILL");
    await second.says("taken");
    // And again, with nobody waiting.
    second.child.kill("SIGKILL");
    await once(second.child, "exit");
    const third = await takeTurn(file, { platform });
    expect(third).toBeDefined();
    third!.end();
  });

  it("stops waiting at the signal", async () => {
    const file = path.join(newFolder(), "work");
    const turn = await takeTurn(file, { platform });
    const abort = new AbortController();
    const waiting = takeTurn(file, { platform, signal: abort.signal, onWait: () => abort.abort() });
    expect(await waiting).toBeUndefined();
    turn!.end();
  });
});
