/** Services with real listeners: started, awaited, and ended with all that they started. */
import { createServer, type AddressInfo, type Server } from "node:net";
import { expect, it, onTestFinished } from "vitest";
import { configured, described, freePort, MarkedRun, until } from "./marked-run.ts";
import type { Checkout } from "./rig.ts";

/** A project whose `server` listens when the file `go-on` is there, as a grandchild of its command. */
function withServer(tasks: string): Checkout {
  const checkout = configured(tasks);
  checkout.write(
    "gowsl.config.ts",
    checkout.read("gowsl.config.ts").replace("{ defineConfig,", "{ defineConfig, http, line, port, service,"),
  );
  checkout.write(
    "server.cjs",
    `const { existsSync } = require("node:fs");
     const server = require("node:http").createServer((_, response) => response.end("hello\\n"));
     const timer = setInterval(() => {
       if (!existsSync("go-on")) return;
       clearInterval(timer);
       server.listen(Number(process.argv[2]), () => console.log("listening now"));
     }, 20);
     console.log("not yet");\n`,
  );
  return checkout;
}

const command = (port: number) => `command: "sh -c 'node server.cjs ${port} & wait'"`;
const client = (port: number) =>
  `sh("node -e 'fetch(\\"http://localhost:${port}\\").then((r) => r.text()).then(console.log)'", { needs: ["group"] })`;

described("a service that a task needs", () => {
  it.each([
    ["port", (port: number) => `port(${port})`],
    ["line", () => `line(/^LISTENING/i)`],
    ["http", (port: number) => `http("http://localhost:${port}/")`],
  ])("is awaited by %s, found ready, and ended with what it started", async (_, ready) => {
    const port = await freePort();
    const checkout = withServer(
      `server: service({ ${command(port)}, ready: ${ready(port)} }), group: task({ needs: ["server", "first"] }),
       first: sh("touch go-on"), client: ${client(port)}`,
    );
    const run = new MarkedRun(checkout, ["client"]);
    const { code, stdout, stderr } = await run.end();
    expect({ code, stdout, stderr }).toMatchObject({ code: 0, stdout: "hello\n\n" });
    expect(stderr).toContain("server: not yet\n");
    expect(await run.left()).toEqual([]);
  });

  it("that is never ready is a failure with its last output", async () => {
    const port = await freePort();
    const checkout = withServer(
      `server: service({ ${command(port)}, ready: port(${port}), timeout: "1s" }), group: task({ needs: ["server"] }), client: ${client(port)}`,
    );
    const run = new MarkedRun(checkout, ["client"]);
    const { code, stderr } = await run.end();
    expect(code).toBe(1);
    expect(stderr).toContain(
      `error: server: was not ready within 1 s: nothing listens on port ${port}. Its last output is below. Give it more time with \`timeout\`, or correct \`ready\`.\nnot yet\n`,
    );
    expect(await run.left()).toEqual([]);
  });

  it("does not take another server on its port for itself", async () => {
    const other: Server = createServer();
    await new Promise<void>((resolve) => other.listen(0, resolve));
    onTestFinished(() => void other.close());
    const { port } = other.address() as AddressInfo;
    const checkout = withServer(
      `server: service({ ${command(port)}, ready: port(${port}) }), group: task({ needs: ["server"] }), client: ${client(port)}`,
    );
    expect(await checkout.reasons(["client"])).toMatchObject({
      server: `failed: something else listens on port ${port} already`,
      client: "skipped: needs group, which was skipped",
    });
  });

  it("that ends while it is needed ends the run; one that ends before it is ready says so once", async () => {
    const checkout = withServer(
      `dies: service({ command: "echo up; until [ -e seen ]; do sleep 0.05; done; exit 4", ready: line(/up/) }),
       uses: sh("touch seen; sleep 300", { needs: ["dies"] }),
       early: service({ command: "echo oops; exit 3", ready: line(/up/) }), other: sh("true", { needs: ["early"] })`,
    );
    const run = new MarkedRun(checkout, ["uses"]);
    const { code, stderr } = await run.end();
    expect({ code, left: await run.left() }).toEqual({ code: 1, left: [] });
    expect(stderr).toContain(
      "error: dies: ended while it was needed: `echo up; until [ -e seen ]; do sleep 0.05; done; exit 4` ended with exit code 4\nup\n",
    );
    expect(stderr).toMatch(/^uses +cancelled/m);
    const early = await checkout.run(["other"]);
    expect(early.stderr.match(/^error: .*$/gm)).toEqual([
      "error: early: ended before it was ready: `echo oops; exit 3` ended with exit code 3",
    ]);
  });
});

described("a service that was asked for", () => {
  it("runs until Ctrl-C, which ends its tree", async () => {
    const port = await freePort();
    const checkout = withServer(`server: service({ ${command(port)}, ready: line(/listening/) })`);
    checkout.write("go-on", "");
    const run = new MarkedRun(checkout, ["server"]);
    let told = "";
    run.child.stderr!.on("data", (text: string) => (told += text));
    await until(() => told.includes("server: says that it is ready; Ctrl-C ends it\n"), run.child);
    run.child.kill("SIGINT");
    expect((await run.end()).code).toBe(130);
    expect(await run.left()).toEqual([]);
  });
});
