/** How a command's end is understood. */
import process from "node:process";
import { expect, it } from "vitest";
import { Children } from "../../../lib/host/children.ts";
import { runCommand, type CommandRequest } from "../../../lib/run/command.ts";
import type { TaskContext } from "../../../lib/model/task.ts";

const isPosix = process.platform !== "win32";

function run(command: CommandRequest["command"], children: Children, onOutput = () => {}) {
  return runCommand(
    {
      children,
      emit: () => {},
      platform: process.platform,
      environment: { ...process.env, LC_ALL: "C" },
      host: { kind: "linux", evidence: [], goos: "linux", goarch: "amd64", cores: 1, memoryBytes: 1 },
      toolchain: undefined,
      functions: new Map([
        ["tasks.a.run", async ({ $ }: TaskContext<never>) => void (await $`echo $NOT_SET`)],
      ]),
    },
    { step: "made", command, cwd: process.cwd(), env: {}, args: [], onOutput },
  );
}

it.runIf(isPosix)("that was asked to end was not finished, whatever its exit code says", async () => {
  const children = new Children(process.platform);
  const line = "trap 'exit 0' TERM; echo half; sleep 60 & wait";
  const fault = await run({ kind: "bash", line }, children, () => children.stop(10_000));
  expect(fault).toEqual({ kind: "cancelled" });
});

const unset = "NOT_SET is not set: give it a value in `env`, or write ${NOT_SET:-} if it may be empty.";

it.runIf(isPosix).each<[CommandRequest["command"], thing: string, next?: string]>([
  [{ kind: "argv", argv: ["test", "a b", "=", "c"] }, "`test 'a b' = c` ended with exit code 1"],
  [{ kind: "argv", argv: [process.execPath, "-e", "process.exit(3)"] }, "node ended with exit code 3"],
  [{ kind: "bash", line: "exit 3" }, "`exit 3` ended with exit code 3"],
  [{ kind: "bash", line: "echo why >&2; exit 3\n" }, "`echo why >&2; exit 3` ended with exit code 3"],
  [{ kind: "bash", line: "echo why >&2\nexit 3" }, "`echo why >&2 ...` ended with exit code 3"],
  [{ kind: "bash", line: "echo $NOT_SET | cat" }, "`echo $NOT_SET | cat` ended with exit code 1", unset],
  [{ kind: "function", place: "tasks.a.run" }, "`echo $NOT_SET` ended with exit code 1", unset],
  [
    { kind: "bash", line: "echo a | grep b; echo c" },
    "`echo a | grep b; echo c` ended with exit code 1",
    'It said nothing on stderr: with "set -x; " before it, it shows which of its commands failed.',
  ],
])("%j that fails is named, with what to do", async (command, thing, next) => {
  const fault = await run(command, new Children(process.platform));
  expect(fault).toEqual({ kind: "failed", thing, ...(next === undefined ? {} : { next }) });
});
