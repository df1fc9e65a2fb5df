/** Runs one command of a step: argv, a line for bash, or a function of the config. Knows nothing of caches. */
import type { ChildRequest, Children } from "../host/children.ts";
import { userFrames } from "../host/config-error.ts";
import { mergeEnvironment } from "../model/environment.ts";
import { createShell, findBash, lineArguments } from "../host/shell.ts";
import type { Emit } from "../model/event.ts";
import type { Environment, Host } from "../model/host.ts";
import type { Command } from "../model/plan.ts";
import type { Printed } from "../model/printed.ts";
import { fillWithVariables } from "../model/shell-words.ts";
import type { ArgumentValues } from "../model/task-arguments.ts";
import type { TaskContext, TaskFunction } from "../model/task.ts";
import type { Toolchain } from "../model/toolchain.ts";
import { withFileVariables } from "./step-environment.ts";
import { afterShell, endText, faultOf, named, type CommandFault, type EndedCommand } from "./command-end.ts";

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

/** Runs a command to its end. */
export async function runCommand(
  setting: CommandSetting,
  request: CommandRequest,
): Promise<CommandFault | undefined> {
  const { children, emit, platform } = setting;
  const { step, command, env, unset = [], interactive, direct = false } = request;
  const cwd = command.kind === "argv" ? (command.cwd ?? request.cwd) : request.cwd;
  const cleared = Object.fromEntries(unset.map((name) => [name, undefined]));
  const environment = mergeEnvironment(
    withFileVariables(setting.environment, request.secret ?? {}, platform),
    { ...cleared, ...env },
    platform,
  );
  const { onOutput, said } = listen(request);
  const announce = (argv: string[]) => emit({ type: "command", step, cwd, env, argv });
  if (command.kind === "argv") {
    const argv = command.argv.map((word) => fill(word, request));
    announce(argv);
    const { abandoned } = request;
    const output = interactive ? {} : { onOutput, direct };
    const child = { argv, cwd, environment, ...output, ...(abandoned === undefined ? {} : { abandoned }) };
    return faultOf(await children.run(child), { argv }, children.isStopping);
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
    const end = await children.run({ argv, cwd, environment, ...output });
    return faultOf(end, { argv, line: command.line, said: said() }, children.isStopping);
  }
  return runFunction(setting, { ...request, onOutput }, { bash, cwd, environment, announce, said });
}

/** Passes on what a command prints, and remembers the last of stderr: only of what failed anybody reads its text. */
function listen({ onOutput, interactive }: CommandRequest) {
  let last: Printed | undefined;
  return {
    onOutput: ((stream, printed) => {
      if (stream === "stderr") last = printed;
      onOutput(stream, printed);
    }) satisfies CommandRequest["onOutput"],
    said: (): EndedCommand["said"] => (interactive ? undefined : (last ?? "nothing")),
  };
}

async function runFunction(
  setting: CommandSetting,
  { command, target, artifact, args, values, matrix = {}, onOutput, interactive }: CommandRequest,
  {
    bash,
    cwd,
    environment,
    announce,
    said,
  }: {
    bash: string | undefined;
    cwd: string;
    environment: Environment;
    announce: (argv: string[]) => void;
    said: () => EndedCommand["said"];
  },
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
    const { signal, exitCode, message, stack } = error as Error & {
      signal?: string | null;
      exitCode?: number | null;
    };
    if (children.isStopping) return { kind: "cancelled" };
    const end = signal ?? exitCode ?? undefined;
    if (end !== undefined) {
      const line = lineEndedBy(end);
      const thing = endText(line === undefined ? "a command" : named(line), end);
      return { kind: "failed", thing, ...afterShell(end, { line, said: said() }) };
    }
    for (const frame of userFrames(stack ?? "", cwd)) onOutput("stderr", { text: `${frame}\n` });
    return { kind: "failed", thing: `the function threw: ${message ?? String(error)}` };
  }
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
