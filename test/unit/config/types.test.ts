/** What the compiler says of a config: the types of a task's arguments reach its function. */
import { expect, expectTypeOf, it } from "vitest";
import { choice, defineConfig, flag, go, number, serial, sh, task, text } from "../../../lib/index.ts";

it("gives a function the values of its arguments with their types", () => {
  task({
    args: {
      env: choice("dev", "prod"),
      size: choice(["s", "l"], { default: "s", description: "how much" }),
      port: number({ default: 8080 }),
      name: text({ optional: true }),
      title: text(),
      dry: flag(),
    },
    run: async ({ args, rest }) => {
      expectTypeOf(args.env).toEqualTypeOf<"dev" | "prod">();
      expectTypeOf(args.size).toEqualTypeOf<"s" | "l">();
      expectTypeOf(args.port).toEqualTypeOf<number>();
      expectTypeOf(args.name).toEqualTypeOf<string | undefined>();
      expectTypeOf(args.title).toEqualTypeOf<string>();
      expectTypeOf(args.dry).toEqualTypeOf<boolean>();
      expectTypeOf(rest).toEqualTypeOf<string[]>();
      // @ts-expect-error no such argument
      void args.evn;
    },
  });
  task({ run: ({ args }) => expectTypeOf(args).toEqualTypeOf<string[]>() });
  // @ts-expect-error the default is none of the values
  choice(["dev", "prod"], { default: "test" });
  // @ts-expect-error arguments are made by words of the API
  sh("x", { args: { port: 8080 } });
  go.build({ args: { env: choice("dev", "prod") }, matrix: { db: ["pg"] }, out: "bin/{args.env}" });
  go.test({ args: { only: text({ default: "." }) }, run: "{args.only}" });
  go.tidy({ check: true, dir: "{matrix.module}", matrix: { module: ["api", "tools"] } });
  go.fmt({ args: { where: text() }, packages: ["{args.where}"] });
  // @ts-expect-error values of a matrix are texts
  sh("x", { matrix: { go: [1.25] } });
  const config = defineConfig({
    tasks: { all: task({ needs: ["a", { task: "b", args: { n: 1 } }, serial("c", ["d", { task: "e" }])] }) },
  });
  expect(config.tasks?.["all"]?.kind).toBe("function");
});
