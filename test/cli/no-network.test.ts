/**
 * No telemetry, and no network unless a command needs it: the main commands work where there is none, and ask for
 * none. Go's own network is off in all tests (GOPROXY=off).
 */
import { spawnSync } from "node:child_process";
import { expect, it } from "vitest";
import { both, Checkout, onExecutable } from "./rig.ts";

/** Loaded before gowsl: writes down who is to be connected with, or looked up. Sockets of this machine have a path. */
const guard = `
const fs = require("node:fs");
const write = (what) => fs.appendFileSync(process.env.NETWORK_LOG, String(what) + "\\n");
const net = require("node:net");
const dns = require("node:dns");
const dgram = require("node:dgram");
for (const [owner, name] of [[net.Socket.prototype, "connect"], [dns, "lookup"], [dns.promises, "lookup"], [dgram, "createSocket"], [globalThis, "fetch"]]) {
  const original = owner[name];
  owner[name] = function (...given) {
    const [first] = Array.isArray(given[0]) ? given[0] : given;
    if (!(typeof first === "object" && first?.path) && !(typeof first === "string" && first.startsWith("/"))) write(name);
    return original.apply(this, given);
  };
}
process.on("exit", () => write("was loaded"));
`;

/** A network namespace of its own, where nothing can be reached. */
const isolation = ["unshare", "-Urn"];
const canIsolate = spawnSync(isolation[0]!, [...isolation.slice(1), "true"]).status === 0;

it("the main commands reach for no network", both, async () => {
  const checkout = Checkout.of("greeting");
  for (const name of [".gowsl", "bin", "dist"]) if (checkout.exists(name)) checkout.remove(name);
  const [hook, log] = ["../guard/guard.cjs", "../guard/log"];
  checkout.write(hook, guard);
  const env = {
    ...(onExecutable
      ? { BUN_OPTIONS: `--preload=${checkout.path(hook)}` }
      : { NODE_OPTIONS: `--require=${checkout.path(hook)}` }),
    NETWORK_LOG: checkout.path(log),
  };
  const within = (command: string[]) => (canIsolate ? [...isolation, ...command] : command);
  const commands = [
    ["--version"],
    ["help"],
    ["list"],
    ["init", "--dry-run"],
    ["host"],
    ["which", "go"],
    ["env"],
    ["toolchain", "list"],
    ["build"],
    ["build"],
    ["why", "build"],
    ["run", "test"],
    ["clean"],
    ["shim", "status"],
    ["upgrade", "--check"],
  ];
  for (const argv of commands) {
    checkout.write(log, "");
    const { code, stderr } = await checkout.run(argv, { env, within });
    expect({ argv, code, stderr }).toEqual({ argv, code: argv[0] === "upgrade" ? 2 : 0, stderr });
    expect({ argv, reached: checkout.read(log).split("\n") }).toEqual({ argv, reached: ["was loaded", ""] });
  }
});

it("the guard of that test would notice", async () => {
  const checkout = Checkout.of("greeting");
  checkout.write("../guard/guard.cjs", guard);
  checkout.write("../guard/log", "");
  const hook = checkout.path("../guard/guard.cjs");
  const preload: Record<string, string> = onExecutable
    ? { BUN_OPTIONS: `--preload=${hook}` }
    : { NODE_OPTIONS: `--require=${hook}` };
  const env = {
    ...preload,
    NETWORK_LOG: checkout.path("../guard/log"),
    GOPROXY: "http://127.0.0.1:9",
    GOSUMDB: "off",
  };
  await checkout.run(["toolchain", "install", "1.2.3"], { env });
  expect(checkout.read("../guard/log")).toMatch(/^(connect|fetch|lookup)$/m);
});
