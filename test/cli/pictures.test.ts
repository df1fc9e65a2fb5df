/**
 * What is left of a run: events in the published form, a trace, spans that a collector gets, and pages that a real browser
 * shows. One small project without Go.
 */
import { spawnSync } from "node:child_process";
import { createServer, type Server } from "node:http";
import { createServer as createSocketServer, type AddressInfo } from "node:net";
import { describe, expect, it, onTestFinished } from "vitest";
import { Checkout } from "./rig.ts";
import { traceFaults } from "../unit/report/trace-rules.ts";
import { schemaCheck } from "./schemas.ts";

const config = `import { defineConfig, sh, task } from "gowsl";
export default defineConfig({ tasks: {
  generate: sh("echo generated"), build: sh("echo built", { needs: ["generate"] }),
  bad: sh("echo why; exit 3"), all: task({ needs: ["build", "bad"] }),
} });
`;

const asking = `import { choice, defineConfig, sh, task, text } from "gowsl";
export default defineConfig({ tasks: {
  deploy: sh("exit 1", { dir: "{args.env}", args: { env: choice("dev", "prod"), who: text({ positional: true }) } }),
  all: task({ needs: [{ task: "deploy", args: { env: "dev", who: "me" } }], if: ({ env }) => env.PATH !== "" }),
} });
`;

function project(): Checkout {
  const checkout = Checkout.of(undefined);
  checkout.write("gowsl.config.ts", config);
  return checkout;
}

/** An address on which a server listens. */
async function listening(server: Server | ReturnType<typeof createSocketServer>): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

describe("--json", () => {
  it("prints events of docs/events.schema.json, and nothing that it does not tell of", async () => {
    const isEvent = schemaCheck("events");
    const types = new Set<string>();
    const check = (events: Record<string, unknown>[]) => {
      for (const event of events) {
        types.add(String(event["type"]));
        isEvent(event);
      }
    };
    const checkout = project();
    check((await checkout.events(["all", "-k"])).events);
    check((await checkout.events(["al"])).events);
    const greeting = checkout.sibling("greeting", "greeting");
    for (let run = 1; run <= 2; run++) {
      check((await greeting.events(["cross", "linux/amd64,windows/amd64"])).events);
    }
    expect([...types].toSorted()).toEqual([
      "command",
      "failed",
      "output",
      "run-finished",
      "run-started",
      "step-failed",
      "step-finished",
      "step-started",
    ]);
  });
});

describe("a run that has ended", () => {
  it("reaches a collector and a file, and is not held by a collector that is dead", async () => {
    const checkout = project();
    const got: { url?: string | undefined; type?: string | undefined; body: Buffer }[] = [];
    const collector = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on("data", (chunk: Buffer) => chunks.push(chunk));
      request.on("end", () => {
        got.push({ url: request.url, type: request.headers["content-type"], body: Buffer.concat(chunks) });
        response.end();
      });
    });
    const traceId = "0af7651916cd43dd8448eb211c80319c";
    const env = {
      OTEL_EXPORTER_OTLP_ENDPOINT: await listening(collector),
      OTEL_RESOURCE_ATTRIBUTES: "deployment.environment.name=test-bench",
      TRACEPARENT: `00-${traceId}-b7ad6b7169203331-01`,
    };
    const homeless = await checkout.run(["all", "-k", "--trace", "out/trace.json"], { env });
    expect(homeless).toMatchObject({ code: 6, stdout: "" });
    expect(homeless.stderr).toContain(`there is no folder ${checkout.path("out")}.`);
    checkout.write("out/.keep", "");
    const { code, stderr } = await checkout.run(["all", "-k", "--trace", "out/trace.json"], { env });
    expect({ code, notes: /OpenTelemetry/.test(stderr) }).toEqual({ code: 1, notes: false });
    expect(got.map(({ url, type }) => ({ url, type }))).toEqual([
      { url: "/v1/traces", type: "application/x-protobuf" },
    ]);
    const { body } = got[0]!;
    for (const text of [
      "gowsl all",
      "generate",
      "build",
      "ended with exit code 3",
      "test-bench",
      "gowsl.outcome",
    ]) {
      expect(body.includes(text)).toBe(true);
    }
    expect(body.includes(Buffer.from(traceId, "hex"))).toBe(true);
    const trace = JSON.parse(checkout.read("out/trace.json")) as {
      traceEvents: { name: string; ph: string }[];
    };
    expect(traceFaults(trace)).toEqual([]);
    expect(trace.traceEvents.flatMap(({ name, ph }) => (ph === "X" ? [name] : []))).toEqual(
      expect.arrayContaining(["run", "generate", "build", "bad"]),
    );

    // One that refuses, and one that never answers.
    const silent = createSocketServer(() => {});
    for (const endpoint of ["http://127.0.0.1:1", await listening(silent)]) {
      const deaf = await checkout.run(["build"], { env: { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint } });
      expect({ code: deaf.code, stdout: deaf.stdout }).toEqual({ code: 0, stdout: "generated\nbuilt\n" });
      expect(deaf.stderr).toMatch(/^OpenTelemetry: the traces did not arrive: .+$/m);
    }
  });

  it("is a page, and so is the graph", async () => {
    const checkout = project();
    const nothing = await checkout.run(["report"]);
    expect({ code: nothing.code, stderr: nothing.stderr }).toEqual({
      code: 6,
      stderr: `error: ${checkout.path(".gowsl/last-run.ndjson")}: there is no run to tell of. Run something first: \`gowsl build\`, for example.\n`,
    });
    await checkout.run(["all", "-k"]);
    const homeless = await checkout.run(["report", "--out", "pages/report.html"]);
    expect({ code: homeless.code, made: checkout.exists("pages") }).toEqual({ code: 6, made: false });
    checkout.write("pages/.keep", "");
    expect((await checkout.run(["report", "--out", "pages/report.html"])).stdout).toBe(
      `${checkout.path("pages/report.html")}\n`,
    );
    expect((await checkout.run(["report"])).stdout).toBe(`${checkout.path(".gowsl/report.html")}\n`);
    expect((await checkout.run(["graph", "--out", "pages/graph.html"])).code).toBe(0);
    expect((await checkout.run(["graph"])).stdout).toBe("all\n  build\n    generate\n  bad\n");
    const needsValues = checkout.sibling(undefined, "asking");
    needsValues.write("gowsl.config.ts", asking);
    needsValues.write("dev/.keep", "");
    const graph = async (...words: string[]) => (await needsValues.run(["graph", ...words])).stdout;
    expect(await graph()).toBe("deploy env=<env> who=<who>\nall\n  deploy env=dev who=me\n");
    expect(await graph("deploy", "--env", "dev", "you", "all")).toBe(
      "deploy env=dev who=you\nall\n  deploy env=dev who=me\n",
    );
    const refused = await checkout.run(["graph", "--dot", "--mermaid"]);
    expect(refused.stderr).toMatch(/^error: gowsl graph --dot --mermaid: asks for two forms at once/);
    for (const page of ["report", "graph"]) {
      expect(checkout.read(`pages/${page}.html`)).toMatch(/^<!doctype html>[\s\S]*<\/html>\n$/);
    }
  });
});

const browser = ["chromium", "chromium-browser", "google-chrome"].find(
  (name) => spawnSync(name, ["--version"]).status === 0,
);

describe.skipIf(browser === undefined)("in a browser (needs chromium: test/rigs/install.sh chromium)", () => {
  it("both pages run without a complaint, and follow what is chosen", async () => {
    const checkout = project();
    await checkout.run(["all", "-k"]);
    await checkout.run(["report", "--out", "report.html"]);
    await checkout.run(["graph", "--out", "graph.html"]);

    // What a person does, done by a script on the page.
    const picked = shown(
      checkout,
      "report",
      `
      const pick = document.querySelector("#outcome"); pick.value = "failed"; pick.dispatchEvent(new Event("change"));
      const zoom = document.querySelector("#zoom"); zoom.value = 2; zoom.dispatchEvent(new Event("input"));
      const bars = [...document.querySelectorAll("a.bar")].map((bar) => bar.textContent + " " + (bar.getBoundingClientRect().width >= 3));
      say({ bars: bars.toSorted(), wide: document.querySelector(".lanes").offsetWidth > 3 * document.querySelector(".lanes").parentElement.clientWidth,
        rows: [...document.querySelectorAll("#steps tbody tr")].filter((row) => row.offsetHeight > 0).map((row) => row.cells[0].textContent),
        over: document.documentElement.scrollWidth > innerWidth });`,
    );
    expect(picked).toEqual({
      bars: ["build true", "failed: bad true", "generate true"],
      wide: true,
      rows: ["bad"],
      over: false,
    });

    const near = shown(
      checkout,
      "graph",
      `
      const box = [...document.querySelectorAll(".box")].find((each) => each.dataset.name === "build");
      box.focus(); box.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter" }));
      say({ focused: document.activeElement === box, label: box.getAttribute("aria-label"),
        near: [...document.querySelectorAll(".box.near")].map((each) => each.dataset.name).toSorted() });`,
    );
    expect(near).toEqual({
      focused: true,
      label: "build; needs generate; needed by all",
      near: ["all", "build", "generate"],
    });
  });
});

/** What a script says on a page of the checkout; anything on the console of the browser is a failure. */
function shown(checkout: Checkout, page: string, script: string): unknown {
  const say = `const say = (value) => { const answer = document.createElement("output"); answer.id = "said"; answer.textContent = JSON.stringify(value); document.body.append(answer); };`;
  const html = checkout
    .read(`${page}.html`)
    .replace("</body>", () => `<script>{${say}${script}}</script></body>`);
  checkout.write(`${page}-tried.html`, html);
  const flags = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--window-size=700,900",
    "--enable-logging=stderr",
  ];
  const { stdout, stderr } = spawnSync(
    browser!,
    [
      ...flags,
      `--user-data-dir=${checkout.path("profile")}`,
      "--dump-dom",
      `file://${checkout.path(`${page}-tried.html`)}`,
    ],
    { encoding: "utf8", env: checkout.environment() },
  );
  expect(stderr.split("\n").filter((line) => line.includes("CONSOLE"))).toEqual([]);
  const [, said = ""] = /<output id="said">(.*?)<\/output>/s.exec(stdout) ?? [];
  return JSON.parse(said.replaceAll("&amp;", "&"));
}
