/** What tasks declare, through the real command: no Go is started here. */
import { describe, expect, it } from "vitest";
import { Checkout } from "./rig.ts";

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
