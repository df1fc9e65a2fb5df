/** Runs one command of a step: argv, a line for bash, or a function of the config. Knows nothing of caches. */
import type { ChildEnd, ChildRequest, Children } from "../host/children.ts";
import { userFrames } from "../host/config-error.ts";
import { mergeEnvironment } from "../model/environment.ts";
import { createShell, findBash, lineArguments } from "../host/shell.ts";
import type { Emit } from "../model/event.ts";
import type { Environment, Host } from "../model/host.ts";
import type { Command } from "../model/plan.ts";
import { fillWithVariables } from "../model/shell-words.ts";
import type { ArgumentValues } from "../model/task-arguments.ts";
import type { TaskContext, TaskFunction } from "../model/task.ts";
import type { Toolchain } from "../model/toolchain.ts";

/** What every command of a run shares. */
export interface CommandSetting {
  children: Children;
  emit: Emit;
  platform: NodeJS.Platform;
  /** Environment with the routed go. */
  environment: Environment;
  host: Host;
  toolchain: Toolchain | undefined;
  /** Functions of the config, by place. */
  functions: ReadonlyMap<string, TaskFunction>;
}

export interface CommandRequest {
  step: string;
  command: Command;
  cwd: string;
  /** Variables on top of the environment of the run. */
  env: Record<string, string>;
  unset?: readonly string[];
  target?: string;
  artifact?: string;
  /** Variables that the environment goes before, and that no event may show. */
  secret?: Readonly<Record<string, string>>;
  /** Arguments after `--`, for functions. */
  args: readonly string[];
  /** Values of the arguments that the task declares. */
  values?: ArgumentValues;
  matrix?: Readonly<Record<string, string>>;
  onOutput: NonNullable<ChildRequest["onOutput"]>;
  /** Its stdout is that of gowsl, past `onOutput`. */
  direct?: true;
  /** It has the terminal, and its output is not seen by gowsl. */
  interactive?: true;
  /** Ends an argv whose work is no longer wanted. */
  abandoned?: AbortSignal;
}

/** Why a command did not succeed; undefined when it did. */
export type CommandFault = { kind: "cancelled" } | { kind: "failed"; thing: string; next?: string };

/** Runs a command to its end. */
export async function runCommand(
  setting: CommandSetting,
  request: CommandRequest,
): Promise<CommandFault | undefined> {
  const { children, emit, platform } = setting;
  const { step, command, env, unset = [], onOutput, interactive, direct = false } = request;
  const cwd = command.kind === "argv" ? (command.cwd ?? request.cwd) : request.cwd;
  const cleared = Object.fromEntries(unset.map((name) => [name, undefined]));
  const environment = mergeEnvironment(
    withSecret(setting.environment, request.secret, platform),
    { ...cleared, ...env },
    platform,
  );
  const announce = (argv: string[]) => emit({ type: "command", step, cwd, env, argv });
  if (command.kind === "argv") {
    const argv = command.argv.map((word) => fill(word, request));
    announce(argv);
    const { abandoned } = request;
    const output = interactive ? {} : { onOutput, direct };
    const child = { argv, cwd, environment, ...output, ...(abandoned === undefined ? {} : { abandoned }) };
    return fault(await children.run(child), argv, children);
  }
  const bash = findBash(environment, platform);
  if (command.kind === "bash") {
    if (bash === undefined) return { kind: "failed", ...noBash(command.line) };
    const line = fillWithVariables(command.line, {
      ...(request.artifact === undefined ? {} : { artifact: "GOWSL_ARTIFACT" }),
      ...(request.target === undefined ? {} : { target: "GOWSL_TARGET" }),
    });
    announce(["bash", "-c", line]);
    const output = interactive ? {} : { onOutput, direct };
    const argv = lineArguments(bash, line);
    return fault(await children.run({ argv, cwd, environment, ...output }), ["bash"], children);
  }
  return runFunction(setting, request, { bash, cwd, environment, announce });
}

/** The environment goes before the files: what is set for one run is meant. */
function withSecret(
  environment: Environment,
  secret: CommandRequest["secret"] = {},
  platform: NodeJS.Platform,
): Environment {
  const fold = (name: string) => (platform === "win32" ? name.toUpperCase() : name);
  // An empty one is set, too.
  const known = new Set(Object.keys(environment).map(fold));
  const unset = Object.entries(secret).filter(([name]) => !known.has(fold(name)));
  return unset.length === 0
    ? environment
    : mergeEnvironment(environment, Object.fromEntries(unset), platform);
}

async function runFunction(
  setting: CommandSetting,
  { command, target, artifact, args, values, matrix = {}, onOutput, interactive }: CommandRequest,
  {
    bash,
    cwd,
    environment,
    announce,
  }: { bash: string | undefined; cwd: string; environment: Environment; announce: (argv: string[]) => void },
): Promise<CommandFault | undefined> {
  const place = (command as Extract<Command, { kind: "function" }>).place;
  const run = setting.functions.get(place);
  if (run === undefined) throw new Error(`no function at ${place}`);
  const { children, toolchain } = setting;
  // Without bash only a function that runs commands has a problem, and then says so.
  const { shell, allEnded, lineEndedBy } = await createShell({
    bash: bash ?? "bash",
    children,
    cwd,
    environment,
    onOutput,
    interactive: interactive ?? false,
    onCommand: (line) => announce(["bash", "-c", line]),
  });
  const context: TaskContext<unknown> = {
    $: shell,
    host: setting.host,
    go: toolchain ?? { goroot: "", go: "", version: "" },
    args: values ?? [...args],
    rest: [...args],
    matrix,
    log: (line) => onOutput("stdout", { text: `${line}\n` }),
    ...(target === undefined ? {} : { target }),
    ...(artifact === undefined ? {} : { artifact }),
  };
  try {
    // A function can't be ended, only left alone.
    // Its commands are part of it, also those that it does not await.
    const ended = Promise.resolve(run(context as TaskContext<never>)).then(allEnded);
    return await Promise.race([
      ended.then(() => undefined),
      children.stopped().then(() => ({ kind: "cancelled" }) as const),
    ]);
  } catch (error) {
    const { signal, exitCode, message, stack } = error as Error & { signal?: string; exitCode?: number };
    if (children.isStopping) return { kind: "cancelled" };
    if (signal) return { kind: "failed", thing: `${named(lineEndedBy(signal))} was ended by ${signal}` };
    if (typeof exitCode === "number") {
      const thing = `${named(lineEndedBy(exitCode))} ended with exit code ${exitCode}`;
      return { kind: "failed", thing, ...afterShell(exitCode) };
    }
    for (const frame of userFrames(stack ?? "", cwd)) onOutput("stderr", { text: `${frame}\n` });
    return { kind: "failed", thing: `the function threw: ${message ?? String(error)}` };
  }
}

/** A command for a sentence: as much of it as tells it from others. */
function named(line: string | undefined): string {
  if (line === undefined) return "a command";
  const [first = "", ...more] = line.trim().split("\n");
  return more.length > 0 || first.length > longestLine
    ? `\`${first.slice(0, longestLine).trimEnd()} ...\``
    : `\`${first}\``;
}

const longestLine = 80;

function fault(
  end: ChildEnd,
  argv: readonly string[],
  { isStopping }: Pick<Children, "isStopping">,
): CommandFault | undefined {
  // Also with exit code 0: who handles the signal may end well with half of the work done.
  if (isStopping) return { kind: "cancelled" };
  if (end.kind === "exited" && end.code === 0) return undefined;
  const program = programOf(argv);
  switch (end.kind) {
    case "exited":
      return {
        kind: "failed",
        thing: `${program} ended with exit code ${end.code}`,
        ...(program === "bash" ? afterShell(end.code) : {}),
      };
    case "signalled":
      // Not by gowsl: it crashed, or the system was out of memory.
      return { kind: "failed", thing: `${program} was ended by ${end.signal}` };
    case "not-started":
      return { kind: "failed", thing: end.reason, next: wayToStart(end.reason, argv[0]!) };
  }
}

/** What to do about a program that does not start. */
function wayToStart(reason: string, file: string): string {
  if (reason.endsWith("is not executable")) return `Make it so: \`chmod +x ${file}\`.`;
  // A script whose first line names a program that is not there is told in the same way.
  if (/[\\/]/.test(file)) return "Correct its path, or the first line of the script.";
  return "Install it, or correct the command.";
}

/** What a shell's own exit codes say of its line. */
function afterShell(code: number): { next?: string } {
  if (code === 127) return { next: "A command of it was not found: install it, or correct the line." };
  if (code === 126) return { next: "A command of it can't be run: make the file executable (`chmod +x`)." };
  return {};
}

/** `go test` says more than `go`. */
function programOf(argv: readonly string[]): string {
  const [program = "", subcommand] = argv;
  const name = program.replace(/^.*[\\/]/, "");
  return /^go(\.exe)?$/.test(name) && subcommand !== undefined ? `go ${subcommand}` : name;
}

function noBash(line: string): { thing: string; next: string } {
  return {
    thing: `"${line}" has shell characters and needs bash, which is not on PATH`,
    next: "Install bash (on Windows: Git for Windows), or write the task as a function.",
  };
}

function fill(text: string, request: CommandRequest): string {
  return text
    .replaceAll("{artifact}", () => request.artifact ?? "{artifact}")
    .replaceAll("{target}", () => request.target ?? "{target}");
}
