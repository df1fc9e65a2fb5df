import { MessageChannel, receiveMessageOnPort } from "node:worker_threads";
import { beforeAll, describe, expect, it } from "vitest";
import { hookUrl, type HookSettings } from "../../../lib/host/config-hook.ts";

interface Context {
  parentURL?: string;
}

type Next = (specifier: string, context: Context) => unknown;

interface Hook {
  initialize(settings: HookSettings): void;
  resolve(specifier: string, context: Context, next: Next): unknown;
}

/** Node 26 runs hooks at once, Node 20 by promises: the same hook has to serve both. */
describe("the hook", () => {
  const { port1, port2 } = new MessageChannel();
  let hook: Hook;
  beforeAll(async () => {
    hook = (await import(/* @vite-ignore */ hookUrl)) as Hook;
    hook.initialize({ namespace: "space", api: "file:///gowsl/out/index.js", port: port2 });
    return () => port1.close();
  });

  const parentURL = "file:///a/gowsl.config.ts?tsx-namespace=space";

  it("gives gowsl to modules of a config only", () => {
    const next: Next = (specifier) => `next ${specifier}`;
    const api = { url: "file:///gowsl/out/index.js", format: "module", shortCircuit: true };
    expect(hook.resolve("gowsl", { parentURL }, next)).toEqual(api);
    expect(hook.resolve("gowsl", { parentURL: "file:///gowsl/out/cli/main.js" }, next)).toBe("next gowsl");
    expect(hook.resolve("gowsl", {}, next)).toBe("next gowsl");
  });

  it.each([
    ["file:///a/b.ts", "module", true],
    ["file:///a/b.tsx", "module", true],
    ["file:///a/gowsl.config.js", "module", true],
    ["file:///a/b.js", "commonjs", true],
    ["file:///a/b.cts", "commonjs", true],
    ["file:///a/node_modules/b/b.ts", "commonjs", false],
    ["node:fs", "commonjs", false],
  ])("%s is %s", async (url, format, told) => {
    const found = { url, format: "commonjs" };
    expect(hook.resolve("x", { parentURL }, () => found)).toEqual({ url, format });
    expect(receiveMessageOnPort(port1)?.message).toBe(told ? url : undefined);
    expect(await hook.resolve("x", { parentURL }, () => Promise.resolve(found))).toEqual({ url, format });
    expect(receiveMessageOnPort(port1)?.message).toBe(told ? url : undefined);
  });

  it("takes the query from the parent, and puts it back in the context that all hooks share", async () => {
    const context: Context = { parentURL };
    const seen: unknown[] = [];
    /** As Node does: what is given to next is assigned to the shared context. */
    const shared: Next = (_, given) => {
      seen.push(Object.assign(context, given).parentURL);
      return { url: "node:fs" };
    };
    hook.resolve("x", context, shared);
    expect(context.parentURL).toBe(parentURL);
    await hook.resolve("x", context, async (...given) => shared(...given));
    expect(context.parentURL).toBe(parentURL);
    const missing: Next = (...given) => {
      shared(...given);
      throw new Error("missing");
    };
    expect(() => hook.resolve("x", context, missing)).toThrow("missing");
    expect(context.parentURL).toBe(parentURL);
    await expect(hook.resolve("x", context, async (...given) => missing(...given))).rejects.toThrow(
      "missing",
    );
    expect(context.parentURL).toBe(parentURL);
    expect(seen).toEqual(Array(4).fill("file:///a/gowsl.config.ts"));
  });
});
