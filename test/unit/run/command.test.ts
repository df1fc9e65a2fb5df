/** How a command's end is understood. */
import process from "node:process";
import { expect, it } from "vitest";
import { Children } from "../../../lib/host/children.ts";
import { runCommand } from "../../../lib/run/command.ts";

it.runIf(process.platform !== "win32")(
  "that was asked to end was not finished, whatever its exit code says",
  async () => {
    const children = new Children(process.platform);
    const line = "trap 'exit 0' TERM; echo half; sleep 60 & wait";
    const fault = await runCommand(
      {
        children,
        emit: () => {},
        platform: process.platform,
        environment: process.env,
        host: { kind: "linux", evidence: [], goos: "linux", goarch: "amd64", cores: 1, memoryBytes: 1 },
        toolchain: undefined,
        functions: new Map(),
      },
      {
        step: "made",
        command: { kind: "bash", line },
        cwd: process.cwd(),
        env: {},
        args: [],
        onOutput: () => children.stop(10_000),
      },
    );
    expect(fault).toEqual({ kind: "cancelled" });
  },
);
