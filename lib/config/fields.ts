/**
 * The settings of a config and of each kind of task, with their checks: a new one is one line here.
 * Knows nothing of how tasks refer to each other.
 */
import type {
  CommandBase,
  Config,
  FunctionOptions,
  GoBuildOptions,
  GoBuildSettings,
  GoCheckOptions,
  GoFormatOptions,
  GoTestOptions,
  GoTidyOptions,
  GoWish,
  ShellOptions,
  Task,
  TaskBase,
  ValueOptions,
} from "../model/task.ts";
import {
  callable,
  count,
  flag,
  flagOrText,
  hook,
  list,
  positive,
  record,
  settings,
  text,
  words,
} from "./checks.ts";
import type { Check, Fields } from "./checks.ts";
import { taskInput, taskOutput } from "./declarations.ts";
import {
  buildmode,
  definedValue,
  duration,
  file,
  fileName,
  folder,
  linkerFlags,
  goToolchain,
  goVersion,
  includeName,
  packagePattern,
  side,
  size,
  testPattern,
} from "./forms.ts";
import { ready } from "./ready.ts";
import { condition, platform, requires } from "./conditions.ts";
import { needs } from "./needs.ts";
import { declaredArguments, matrix } from "./task-values.ts";
import { targetPattern, targets, variable } from "./forms.ts";

const base: Fields<TaskBase> = {
  description: text(),
  needs,
  dir: folder,
  env: record(text()),
  pool: words,
  weight: positive,
  memory: size,
  retries: count,
  finally: list(words),
  if: condition,
  platforms: list(platform),
  requires,
  confirm: words,
  alias: list(words),
  group: words,
  private: flag,
};

const command: Fields<CommandBase> = { ...base, timeout: duration, interactive: flag };

const values: Fields<ValueOptions> = { args: declaredArguments, matrix };

const buildSettings: Fields<GoBuildSettings> = {
  tags: list(words),
  ldflags: linkerFlags,
  gcflags: text(),
  asmflags: text(),
  define: record(definedValue, variable),
  cgo: flag,
  env: record(text()),
  flags: list(words),
};

const goBuild: Fields<GoBuildOptions> = {
  ...base,
  ...buildSettings,
  ...values,
  packages: list(packagePattern),
  names: record(fileName),
  targets,
  overrides: record(settings("an override", buildSettings), targetPattern),
  out: folder,
  buildmode,
  race: flag,
  trimpath: flag,
  buildvcs: flag,
  before: list(hook),
  after: list(hook),
};

const goTest: Fields<GoTestOptions> = {
  ...base,
  ...values,
  packages: list(packagePattern),
  tags: list(words),
  race: flag,
  run: testPattern,
  bench: testPattern,
  cover: flagOrText,
  short: flag,
  verbose: flag,
  count,
  timeout: duration,
  flags: list(words),
  dotenv: list(file),
};

const goCheck: Fields<GoCheckOptions> = {
  ...base,
  ...values,
  packages: list(packagePattern),
  tags: list(words),
  flags: list(words),
};

const goFormat: Fields<GoFormatOptions> = {
  ...base,
  ...values,
  packages: list(packagePattern),
  check: flag,
};

const goTidy: Fields<GoTidyOptions> = { ...base, ...values, check: flag };

const shell: Fields<ShellOptions> = {
  ...command,
  ...values,
  dotenv: list(file),
  inputs: list(taskInput),
  outputs: list(taskOutput),
  incremental: flag,
  service: settings("service", { ready }),
};

const functions: Fields<FunctionOptions> = { ...shell, run: callable };

interface Kind {
  /** The word of the API that makes such a task. */
  word: string;
  fields: Readonly<Record<string, Check>>;
}

export const kinds: Readonly<Record<Task["kind"], Kind>> = {
  "go-build": { word: "go.build", fields: goBuild },
  "go-cross": { word: "go.cross", fields: goBuild },
  "go-install": { word: "go.install", fields: goBuild },
  "go-test": { word: "go.test", fields: goTest },
  "go-vet": { word: "go.vet", fields: goCheck },
  "go-format": { word: "go.fmt", fields: goFormat },
  "go-tidy": { word: "go.tidy", fields: goTidy },
  shell: { word: "sh", fields: { ...shell, command: words } },
  function: { word: "task", fields: functions },
};

const goWish: Fields<GoWish> = {
  version: goVersion,
  goroot: words,
  side,
  toolchain: goToolchain,
  mirrors: list(words),
};

const store: Fields<NonNullable<Config["store"]>> = { limit: size };

/** The settings of the config itself. `tasks` are looked at one by one, by validate.ts. */
export const configFields: Fields<Config> = {
  go: settings("go", goWish),
  targets,
  include: record(words, includeName),
  tasks: record(() => {}),
  pools: record(positive),
  store: settings("store", store),
};
