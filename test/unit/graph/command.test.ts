import { execFileSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import { planHook, shellCommand } from "../../../lib/graph/command.ts";
import { valueVariables, type Values } from "../../../lib/model/placeholders.ts";

function values(args: Values["args"], matrix: Values["matrix"] = {}): Values {
  return { args, matrix };
}

describe("values in a line", () => {
  it.each<[line: string, given: Values, argv: string[]]>([
    ["deploy {args.env}", values({ env: "prod" }), ["deploy", "prod"]],
    [
      "deploy --env={args.env} -p {args.port}",
      values({ env: "a b", port: 80 }),
      ["deploy", "--env=a b", "-p", "80"],
    ],
    ["x '{args.a} {matrix.b}'", values({ a: "$(id)" }, { b: "*" }), ["x", "$(id) *"]],
    ["x {args.dry}", values({ dry: false }), ["x", "false"]],
    ["x {args.a}", values({ a: "{matrix.b}" }, { b: "no" }), ["x", "{matrix.b}"]],
  ])("%s %j are words", (line, given, argv) => {
    expect(shellCommand(line, ["-v"], given)).toEqual({ kind: "argv", argv: [...argv, "-v"] });
    expect(planHook(line, "place", given)).toEqual({ kind: "argv", argv });
  });

  it("leaves other braces to bash", () => {
    expect(shellCommand("echo {a,b} {args.x}", [], values({}))).toEqual({
      kind: "bash",
      line: "echo {a,b} {args.x}",
    });
  });

  it.each(["prod", "a b", "$(echo no)", "`echo no`", "it's", '"', "\\", "; echo no", "*", "", "$HOME", "\n"])(
    "%j comes through bash as it is, wherever it stands",
    (value) => {
      const given = values({ what: value });
      const line = `printf '<%s>' {args.what} "-{args.what}-" '={args.what}=' "$(printf %s "{args.what}x")" | cat`;
      const command = shellCommand(line, [], given);
      expect(command.kind).toBe("bash");
      const printed = execFileSync("bash", ["-euo", "pipefail", "-c", (command as { line: string }).line], {
        env: { ...process.env, ...valueVariables(given) },
        encoding: "utf8",
      });
      expect(printed).toBe(`<${value}><-${value}-><=${value}=><${value}x>`);
    },
  );
});
