/** The public API: what `import ... from "gowsl"` gives a config. Nothing else is exported. */
export {
  choice,
  defineConfig,
  flag,
  go,
  http,
  line,
  number,
  port,
  serial,
  service,
  sh,
  task,
  text,
} from "./config/define.ts";
export { command, env, ignored, outputsOf } from "./config/inputs.ts";
export type {
  Condition,
  ConditionContext,
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
  ServiceOptions,
  Shell,
  ShellOptions,
  Task,
  TaskContext,
  TaskInput,
} from "./model/task.ts";
export type { Ready } from "./model/ready.ts";
export type { Cell, Matrix } from "./model/matrix.ts";
export type { Need, Needs, SerialNeed, TaskNeed } from "./model/needs.ts";
export type { Argument, Arguments, ArgumentSettings, NumberSettings } from "./model/task-arguments.ts";
export type { Host, HostKind } from "./model/host.ts";
export type { Toolchain } from "./model/toolchain.ts";
