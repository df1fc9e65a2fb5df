/** What tasks declare, through the real command: no Go is started here. */
import { readdirSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { Checkout } from "./rig.ts";
import { hasTmux, Terminal } from "./terminal.ts";

describe("arguments, needs in an order and a matrix", () => {
  it("reach the commands, the functions and the help", async () => {
    const checkout = Checkout.of(undefined);
    checkout.write(
      "gowsl.config.ts",
      `import { choice, defineConfig, flag, number, serial, sh, task } from "gowsl";
export default defineConfig({
  tasks: {
    deploy: task({
      description: "Put it there", alias: ["d"], group: "Release", needs: ["_prepare"],
      args: { env: choice("dev", "prod"), port: number({ default: 8080 }), dry: flag() },
      run: ({ args, rest, log }) => log(JSON.stringify([args, rest])),
    }),
    _prepare: sh("echo prepared"),
    both: task({ needs: serial({ task: "deploy", args: { env: "dev" } }, { task: "d", args: { env: "prod", dry: true } }, "m") }),
    m: sh('echo "{matrix.db}" $GOWSL_MATRIX_DB', { matrix: { db: ["pg", "my sql"] } }),
  },
});
`,
    );
    const one = await checkout.run(["d", "--env", "prod", "--port=1", "--quiet", "--", "-x"]);
    expect(one).toMatchObject({
      code: 0,
      stdout: 'prepared\n[{"env":"prod","port":1,"dry":false},["-x"]]\n',
    });

    const both = await checkout.events(["both"]);
    expect(both.results.map(({ step, outcome }) => `${step} ${outcome}`)).toEqual([
      "_prepare ran",
      "deploy env=dev ran",
      "deploy env=prod dry=true ran",
      "m db=pg ran",
      'm db="my sql" ran',
    ]);
    const printed = both.events.filter(({ type }) => type === "output").map(({ text }) => text);
    expect(printed.join("")).toContain("my sql my sql\n");

    const wrong = await checkout.run(["deploy", "--env", "pord"]);
    expect(wrong).toMatchObject({
      code: 2,
      stdout: "",
      stderr: 'error: gowsl deploy --env: "pord" is none of its values. Did you mean "prod"?\n',
    });
    const hidden = await checkout.run(["_prepare"]);
    expect(hidden.stderr).toContain("this task is private: it is there for those that need it. Run deploy.");

    const { stdout: help } = await checkout.run(["help", "d"]);
    expect(help).toContain(
      "gowsl deploy --env <dev|prod> [--port <number>] [--dry] [options] [-- arguments]",
    );
    expect(help).toContain("Needed by: both");
    expect(help).toMatch(
      /^ {2}--env <dev\|prod> {2,}\(required\)\n {2}--port <number> {2,}\(default: 8080\)$/m,
    );
    const { stdout: listed } = await checkout.run(["list", "--quiet"]);
    expect(listed).toMatch(/^Release:\ndeploy, d +Put it there \(after _prepare\)$/m);
    expect(listed).not.toMatch(/^_prepare/m);
    const { tasks } = JSON.parse((await checkout.run(["list", "--json"])).stdout) as {
      tasks: { name: string }[];
    };
    expect(tasks.find(({ name }) => name === "deploy")).toMatchObject({
      aliases: ["d"],
      arguments: [
        { name: "env", type: "choice", required: true, values: ["dev", "prod"] },
        { default: 8080 },
        {},
      ],
      declared: { file: checkout.path("gowsl.config.ts"), place: 'tasks["deploy"]' },
    });
  });
});

describe("when and where a task runs", () => {
  it("is decided before anything does, with what is missing told at once", async () => {
    const checkout = Checkout.of(undefined);
    checkout.write(
      "gowsl.config.ts",
      `import { defineConfig, sh, task } from "gowsl";
export default defineConfig({
  tasks: {
    elsewhere: sh("echo never", { platforms: ["plan9"], needs: ["first"], requires: ["NEVER"] }),
    first: sh("echo never"),
    ci: sh("echo ci", { if: { env: "CI_HERE" } }),
    asked: sh("echo asked", { if: ({ env }) => env.ASKED === "1" }),
    there: sh("echo there", { if: { exists: "there" } }),
    all: task({ needs: ["elsewhere", "ci", "asked", "there"] }),
    deploy: sh('echo "$TOKEN $NAME $OWN"', {
      requires: { TOKEN: "from the vault", NAME: "whose" }, dotenv: [".env", ".env.local"], env: { OWN: "task" },
      confirm: "Deploy it?", needs: ["before"],
    }),
    before: sh("touch ran"),
    shown: sh('echo "$NAME"', { dotenv: [".env"], inputs: [".env.local"], outputs: [] }),
  },
});
`,
    );
    const skipped = {
      elsewhere: "skipped: only for plan9; this is linux/amd64",
      ci: "skipped: CI_HERE is not set",
      asked: "skipped: its condition does not hold",
      there: "skipped: there is no there",
    };
    expect(await checkout.reasons(["all"])).toEqual(skipped);
    // From the answer that was kept, as long as it holds.
    expect(readdirSync(checkout.path(".gowsl/answers"))).toHaveLength(1);
    expect(await checkout.reasons(["all"])).toEqual(skipped);
    const env = { CI_HERE: "1", ASKED: "1" };
    expect(await checkout.outcomes(["all"], { env })).toMatchObject({
      ci: "ran",
      asked: "ran",
      there: "skipped",
    });
    checkout.write("there", "");
    expect(await checkout.outcomes(["all"])).toMatchObject({ ci: "skipped", there: "ran" });

    const missing = await checkout.run(["deploy", "--yes"]);
    expect(missing).toMatchObject({ code: 2, stdout: "" });
    expect(missing.stderr).toBe(
      "error: TOKEN (from the vault): is not set, and deploy needs it. Set it: export TOKEN=..., or write TOKEN=... into .env.local.\n" +
        "error: NAME (whose): is not set, and deploy needs it. Set it: export NAME=..., or write NAME=... into .env.local.\n",
    );
    checkout.write(".env", "TOKEN=sesame\nNAME=first\nOWN=file\n");
    checkout.write(".env.local", 'NAME="a b" # mine\n');
    const unasked = await checkout.run(["deploy"]);
    expect(unasked).toMatchObject({ code: 2, stdout: "" });
    expect(unasked.stderr).toContain(
      'asks "Deploy it?", and there is no terminal to answer on. Answer it with --yes.',
    );
    expect(checkout.exists("ran")).toBe(false);
    const deployed = await checkout.run(["deploy", "-y", "--verbose"]);
    expect(deployed).toMatchObject({ code: 0, stdout: "sesame a b task\n" });
    expect(deployed.stderr).not.toContain("sesame");
    const plan = await checkout.run(["deploy", "--dry-run", "--json"]);
    expect(plan.stdout).toContain(".env.local");
    expect(plan.stdout).not.toContain("sesame");
    expect(await checkout.run(["deploy", "-y", "--quiet"], { env: { TOKEN: "real" } })).toMatchObject({
      stdout: "real a b task\n",
    });
    // What is kept of a command rests on all that these variables come from.
    const shown = async (variables: Record<string, string> = {}) =>
      (await checkout.run(["shown", "--quiet"], { env: variables })).stdout;
    expect([await shown(), await shown(), await shown({ NAME: "real" })]).toEqual([
      "first\n",
      "first\n",
      "real\n",
    ]);
    checkout.write(".env", "NAME=second\n");
    expect([await shown(), await shown({ NAME: "real" })]).toEqual(["second\n", "real\n"]);
  });
});

describe("configs that include others", () => {
  it("run their tasks where those are at home, and are refused in a circle", async () => {
    const checkout = Checkout.of(undefined);
    const config = (text: string) =>
      `import { defineConfig, sh, task } from "gowsl";\nexport default defineConfig(${text});\n`;
    checkout.write(
      "gowsl.config.ts",
      config('{ include: { api: "services/api" }, tasks: { all: task({ needs: ["api:g"] }) } }'),
    );
    const inner =
      '{ include: { db: "db" }, tasks: { gen: sh("pwd", { alias: ["g"], dir: "tools", needs: ["db:start"] }) } }';
    checkout.write("services/api/gowsl.config.ts", config(inner));
    checkout.write("services/api/tools/here", "");
    checkout.write("services/api/db/gowsl.config.ts", config('{ tasks: { start: sh("pwd") } }'));
    const ran = await checkout.run(["all", "--quiet"]);
    expect(ran).toMatchObject({
      code: 0,
      stdout: `${checkout.path("services/api/db")}\n${checkout.path("services/api/tools")}\n`,
    });
    expect((await checkout.run(["list", "--quiet"])).stdout).toContain(
      "api:\napi:gen, api:g  pwd (after api:db:start)\n",
    );

    checkout.write("services/api/gowsl.config.ts", config(inner.replace('"db" }', '"db", up: "../.." }')));
    const circle = await checkout.run(["all"]);
    expect(circle).toMatchObject({ code: 3, stdout: "" });
    expect(circle.stderr).toBe(
      "error: services/api/gowsl.config.ts: include.up: these configs include each other: " +
        "gowsl.config.ts -> services/api/gowsl.config.ts -> gowsl.config.ts. Remove one of these includes.\n",
    );
    // Of tasks of two configs, also.
    checkout.write(
      "services/api/gowsl.config.ts",
      config(
        inner
          .replace('["db:start"]', '["h"]')
          .replace("tasks: {", 'tasks: { h: sh("x", { needs: ["gen"] }),'),
      ),
    );
    expect((await checkout.run(["all"])).stderr).toContain("these tasks need each other: h -> gen -> h.");
    checkout.write("services/api/gowsl.config.ts", config('{ tasks: { gen: sh("") } }'));
    expect((await checkout.run(["list"])).stderr).toContain(
      "error: services/api/gowsl.config.ts: tasks.gen.command: is empty.",
    );
  });
});

describe.skipIf(!hasTmux)("a question before a run", () => {
  it("is asked in the terminal, once for all tasks, and only yes lets them begin", async () => {
    const checkout = Checkout.of(undefined);
    checkout.write(
      "gowsl.config.ts",
      `import { choice, defineConfig, sh, task } from "gowsl";
export default defineConfig({ tasks: {
  deploy: sh("touch deployed", { args: { env: choice("dev", "prod") }, confirm: "Deploy to {args.env}?", needs: ["build2"] }),
  build2: sh("touch built", { confirm: "Build it?" }),
} });
`,
    );
    const terminal = new Terminal(checkout, 80, 24);
    terminal.gowsl("deploy --env prod");
    expect((await terminal.shows(/\[y\/N\]/)).join("\n")).toMatch(/Deploy to prod\?\nBuild it\? \[y\/N\]/);
    terminal.keys("n", "Enter");
    expect((await terminal.shows(/ended with 130/)).join("\n")).toContain(
      "was not confirmed, and nothing was run",
    );
    expect(checkout.exists("built")).toBe(false);
    terminal.gowsl("deploy --env dev");
    await terminal.shows(/Build it\? \[y\/N\]/);
    terminal.keys("y", "Enter");
    await terminal.shows(/ended with 0/);
    expect([checkout.exists("built"), checkout.exists("deployed")]).toEqual([true, true]);
  });
});
