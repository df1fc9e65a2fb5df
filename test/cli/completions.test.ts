/** Tab in real shells: the scripts that `gowsl completions` prints, asked as those shells ask them. */
import { spawnSync } from "node:child_process";
import { readFileSync, readdirSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { Checkout, repository, script } from "./rig.ts";

const checkoutWithTasks = (): Checkout => {
  const checkout = Checkout.of(undefined);
  checkout.write(
    "gowsl.config.ts",
    `import { choice, defineConfig, sh } from "gowsl";
export default defineConfig({ tasks: {
  deploy: sh("x", { description: "To: a place", args: { env: choice("dev", "prod") } }),
  "test:quick": sh("x"), "test:all": sh("x"), _hidden: sh("x"),
} });
`,
  );
  script(
    checkout,
    "bin/gowsl",
    `#!/bin/sh\nexec "${process.execPath}" "${path.join(repository, "out/gowsl.cjs")}" "$@"\n`,
  );
  return checkout;
};

function environment(checkout: Checkout): NodeJS.ProcessEnv {
  const { PATH } = checkout.environment();
  return { ...checkout.environment(), PATH: `${checkout.path("bin")}:${PATH}`, TERM: "dumb" };
}

function isThere(shell: string): boolean {
  return spawnSync(shell, ["--version"]).error === undefined;
}

it("bash completes tasks, options and values, also behind : and =", () => {
  const checkout = checkoutWithTasks();
  const lines = ["gowsl depl", "gowsl test:", "gowsl deploy --env ", "gowsl deploy --env=p", "gowsl _h"];
  const asking = `eval "$(gowsl completions bash)"
for COMP_LINE in ${lines.map((line) => `'${line}'`).join(" ")}; do COMP_POINT=\${#COMP_LINE}; _gowsl; echo "\${COMPREPLY[*]}"; done; complete -p gowsl`;
  const { stdout, stderr } = spawnSync("bash", ["-c", asking], {
    cwd: checkout.folder,
    env: environment(checkout),
    encoding: "utf8",
  });
  expect({ stdout, stderr }).toEqual({
    stdout: "deploy\nquick all\ndev prod\nprod\n\ncomplete -o default -F _gowsl gowsl\n",
    stderr: "",
  });
  // Nothing was made in the project; the note lies in the cache, and follows the config.
  expect(checkout.exists(".gowsl")).toBe(false);
  checkout.write("gowsl.config.ts", checkout.read("gowsl.config.ts").replace("deploy:", "deplore:"));
  const again = spawnSync("gowsl", ["__complete", "depl"], {
    cwd: checkout.folder,
    env: environment(checkout),
    encoding: "utf8",
  });
  expect(again.stdout).toBe("deplore\tTo: a place\n");
  const notes = path.join(checkout.environment()["GOWSL_CACHE_DIR"]!, "completions");
  expect(readdirSync(notes)).toHaveLength(1);
  expect(readFileSync(path.join(notes, readdirSync(notes)[0]!), "utf8")).not.toContain("_hidden");
});

it.skipIf(!isThere("fish"))("fish completes them with their descriptions", () => {
  const checkout = checkoutWithTasks();
  const asking =
    'gowsl completions fish | source; complete -C"gowsl depl"; complete -C"gowsl deploy --env p"';
  const { stdout } = spawnSync("fish", ["--no-config", "-c", asking], {
    cwd: checkout.folder,
    env: environment(checkout),
    encoding: "utf8",
  });
  expect(stdout).toBe("deploy\tTo: a place\nprod\n");
});

describe("the other scripts", () => {
  it.skipIf(!isThere("zsh"))("zsh reads its own", () => {
    const { stdout, stderr } = spawnSync("bash", ["-c", "gowsl completions zsh | zsh -n && echo good"], {
      env: environment(checkoutWithTasks()),
      encoding: "utf8",
    });
    expect({ stdout, stderr }).toEqual({ stdout: "good\n", stderr: "" });
  });

  it("one that there is not is a mistake of the command line", async () => {
    const checkout = Checkout.of(undefined);
    expect((await checkout.run(["completions", "powershell"])).stdout).toContain(
      "Register-ArgumentCompleter -Native",
    );
    expect(await checkout.run(["completions", "zhs"])).toMatchObject({
      code: 2,
      stderr: 'error: gowsl completions: there is none for "zhs". Did you mean "zsh"?\n',
    });
  });
});
