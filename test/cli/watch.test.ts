/** `gowsl watch` with real files, real events and a real listener that must let go of its port. */
import { setTimeout as delay } from "node:timers/promises";
import { expect, it } from "vitest";
import { configured, described, freePort, MarkedRun, until } from "./marked-run.ts";
import type { Checkout } from "./rig.ts";

/** What has run so far, by the marks that tasks leave beside the checkout. */
const runs = (checkout: Checkout) =>
  checkout.exists("../runs") ? checkout.read("../runs").trim().split("\n") : [];
const count = (checkout: Checkout, name: string) => runs(checkout).filter((each) => each === name).length;

async function answer(port: number): Promise<string> {
  try {
    return await (await fetch(`http://localhost:${port}`)).text();
  } catch {
    return "";
  }
}

described("watch", () => {
  it("runs what a change concerns, starts services anew on their port, and takes a new config", async () => {
    const port = await freePort();
    const checkout = configured(
      `gen: sh("echo gen >> ../runs; cp src/a.txt gen.txt", { inputs: ["src/**"], outputs: ["gen.txt"] }),
       other: sh("echo other >> ../runs", { inputs: ["other.txt"] }),
       server: service({ command: "sh -c 'node server.cjs & wait'", needs: ["gen"], ready: port(${port}) }),
       all: task({ needs: ["server", "other"] })`,
    );
    const config = checkout
      .read("gowsl.config.ts")
      .replace("{ defineConfig,", "{ defineConfig, port, service,");
    checkout.write("gowsl.config.ts", config);
    checkout.write("src/a.txt", "one");
    checkout.write("other.txt", "");
    checkout.write(
      "server.cjs",
      `const text = require("node:fs").readFileSync("gen.txt", "utf8");
       require("node:fs").appendFileSync("../runs", "server\\n");
       require("node:http").createServer((_, response) => response.end(text)).listen(${port});\n`,
    );
    const run = new MarkedRun(checkout, ["watch", "all"]);
    let told = "";
    run.child.stderr!.on("data", (text: string) => (told += text));
    const quiet = async (rounds: number) =>
      until(() => told.split("waits for changes; Ctrl-C ends it\n").length > rounds, run.child);
    await quiet(1);
    expect(runs(checkout).toSorted()).toEqual(["gen", "other", "server"]);
    expect(await answer(port)).toBe("one");

    checkout.write("src/a.txt", "two");
    await quiet(2);
    expect(await answer(port)).toBe("two");
    expect(runs(checkout).slice(3)).toEqual(["gen", "server"]);

    // A folder that is made and filled at once.
    checkout.write("src/new/b.txt", "");
    await until(() => count(checkout, "gen") === 3, run.child);
    await quiet(3);
    checkout.write("other.txt", "changed");
    await quiet(4);
    expect(count(checkout, "other")).toBe(2);
    const before = { gen: count(checkout, "gen"), server: count(checkout, "server") };

    checkout.write("gowsl.config.ts", config.replace('needs: ["gen"]', 'needs: ["neg"]'));
    await until(() => told.includes('needs[0]: "neg" is not a task.'), run.child);
    expect(told).toContain("error: gowsl.config.ts: has mistakes now, and the one from before goes on");
    checkout.write("gowsl.config.ts", config.replaceAll("other", "another"));
    await until(() => count(checkout, "another") === 1, run.child);
    await quiet(5);
    expect({ gen: count(checkout, "gen"), server: count(checkout, "server") }).toEqual({
      gen: before.gen,
      server: before.server + 1,
    });
    expect(await answer(port)).toBe("two");

    run.child.kill("SIGTERM");
    expect((await run.end()).code).toBe(130);
    expect(await run.left()).toEqual([]);
    expect(await answer(port)).toBe("");
  });

  it("with --interrupt ends what runs and begins again; kill -9 leaves nothing", async () => {
    const checkout = configured(
      `slow: sh("echo begin >> ../runs; until [ -e ../go-on ]; do sleep 0.05; done; cp src/a.txt out.txt", { inputs: ["src/**"], outputs: ["out.txt"] }),
       after: sh("sleep 300", { needs: ["slow"] })`,
    );
    checkout.write("src/a.txt", "one");
    const run = new MarkedRun(checkout, ["watch", "after", "--interrupt"]);
    await until(() => count(checkout, "begin") === 1, run.child);
    checkout.write("src/a.txt", "two");
    await until(() => count(checkout, "begin") === 2, run.child);
    checkout.write("../go-on", "");
    await run.running(/^sleep 300$/);
    expect(checkout.read("out.txt")).toBe("two");
    run.child.kill("SIGKILL");
    await run.end();
    while (run.tree().length > 0) await delay(20);
  });
});
