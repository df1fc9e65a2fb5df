/** The public API: what `import ... from "gowsl"` gives a config. Nothing else is exported. */
export { defineConfig, go, sh, task } from "./config/define.ts";
export type {
  Config,
  FunctionOptions,
  GoBuildOptions,
  GoBuildSettings,
  GoCheckOptions,
  GoFormatOptions,
  GoTestOptions,
  GoTidyOptions,
  GoWish,
  Hook,
  Shell,
  ShellOptions,
  Task,
  TaskContext,
} from "./model/task.ts";
export type { Host, HostKind } from "./model/host.ts";
export type { Toolchain } from "./model/toolchain.ts";
