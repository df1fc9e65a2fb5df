/** Tells which children a gowsl has started, and when each ended: by a module that Node, or Bun, loads before gowsl. */
import { onExecutable, type Checkout } from "./rig.ts";

const preload = `
const fs = require("node:fs");
const { ChildProcess } = require("node:child_process");
const spawn = ChildProcess.prototype.spawn;
ChildProcess.prototype.spawn = function (options) {
  // What ends them if gowsl is killed does no work.
  if (options.args.at(-1) === "gowsl-guardian") return spawn.call(this, options);
  const write = (what) => fs.appendFileSync(process.env.CHILD_LOG, JSON.stringify([what, options.args]) + "\\n");
  write("starts");
  this.once("exit", () => write("ends"));
  return spawn.call(this, options);
};
`;

/** What became of a child, and its argv. */
export type ChildEvent = [what: "starts" | "ends", argv: string[]];

/** Runs gowsl with `--json`, as `checkout.events` does; the events of its children come in order. */
export async function runWithChildLog(
  checkout: Checkout,
  argv: string[],
  env: Record<string, string> = {},
): Promise<Awaited<ReturnType<Checkout["events"]>> & { children: ChildEvent[] }> {
  // Beside the checkout: what lies in it is looked at.
  const [hook, log] = ["../child-log/preload.cjs", "../child-log/log"];
  checkout.write(hook, preload);
  checkout.write(log, "");
  const variables = {
    ...(onExecutable
      ? { BUN_OPTIONS: `--preload=${checkout.path(hook)}` }
      : { NODE_OPTIONS: `--require=${checkout.path(hook)}` }),
    CHILD_LOG: checkout.path(log),
  };
  const result = await checkout.events(argv, { env: { ...variables, ...env } });
  const lines = checkout.read(log).split("\n");
  const children = lines.flatMap((line) => (line === "" ? [] : [JSON.parse(line) as ChildEvent]));
  return { ...result, children };
}
