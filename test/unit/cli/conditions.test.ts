/** Which variables count as set for `if` and before dotenv files. */
import { writeFileSync } from "node:fs";
import path from "node:path";
import { expect, it } from "vitest";
import { Conditions } from "../../../lib/cli/conditions.ts";
import type { Project } from "../../../lib/cli/project.ts";
import type { Task } from "../../../lib/model/task.ts";
import { temporaryFolder } from "../toolchain/servers.ts";

const task: Task = { kind: "shell", command: "true", if: { env: "NAME" }, dotenv: [".env"] };

it.each<
  [environment: Record<string, string>, file: string, skip: string | undefined, value: string | undefined]
>([
  [{}, "", "NAME is not set", undefined],
  [{ NAME: "" }, "", undefined, ""],
  [{ NAME: "a" }, "", undefined, "a"],
  [{ NAME: "" }, "NAME=b", undefined, ""],
  [{ NAME: "a" }, "NAME=b", undefined, "a"],
  [{}, "NAME=b", undefined, "b"],
  [{}, "NAME=", undefined, ""],
])("with %j and %j in a file", (environment, file, skip, value) => {
  const root = temporaryFolder();
  writeFileSync(path.join(root, ".env"), file);
  const machine = { environment, platform: "linux" };
  const conditions = new Conditions({ machine, root, configName: "gowsl.config.ts" } as Project);
  const values = { args: {}, matrix: {} };
  expect(conditions.skipReason("a", task, values)).toEqual({ ok: true, value: skip });
  expect(conditions.valueOf(task, "NAME")).toBe(value);
  expect(conditions.variables).toEqual(["NAME"]);
  const seen: unknown[] = [];
  const asks: Task = { ...task, if: ({ env }) => seen.push(env["NAME"]) > 0 };
  expect(conditions.skipReason("a", asks, values)).toEqual({ ok: true, value: undefined });
  expect(seen).toEqual([value]);
});
