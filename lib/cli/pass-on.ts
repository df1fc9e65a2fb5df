/** `gowsl go ...` and `gowsl exec -- ...`: another program with the terminal to itself and its own exit code. */
import path from "node:path";
import type { ChildRequest, Children } from "../host/children.ts";
import { onInterrupt } from "../host/terminal.ts";
import type { Emit } from "../model/event.ts";
import type { Failure } from "../model/failure.ts";
import type { Arguments } from "./arguments.ts";
import { settingFailures } from "./go-settings.ts";
import { installMissing } from "./missing-go.ts";
import { routedEnvironment, routeGo, type Project } from "./project.ts";
import { isShimmed, keepRoute, withoutShimVariable } from "./shim-route.ts";
import { reportFailures } from "./failures.ts";

/** Numbers of the signals that shells add to 128; those of Linux, where systems differ. */
const signalNumbers: Readonly<Record<string, number>> = {
  SIGHUP: 1,
  SIGINT: 2,
  SIGQUIT: 3,
  SIGILL: 4,
  SIGTRAP: 5,
  SIGABRT: 6,
  SIGBUS: 7,
  SIGFPE: 8,
  SIGKILL: 9,
  SIGSEGV: 11,
  SIGPIPE: 13,
  SIGALRM: 14,
  SIGTERM: 15,
};

/** Runs the program and returns its exit code. */
export async function passOn(project: Project, given: Arguments, emit: Emit): Promise<number> {
  const note = (text: string) => emit({ type: "note", text });
  const missing = installMissing(project, { note, live: !given.quiet && !given.json });
  const toolchain = await routeGo(project, project.cwd, missing);
  if (!toolchain.ok) return reportFailures(toolchain.failures, emit);
  await keepRoute(project, toolchain.value);
  const argv = given.command === "go" ? [toolchain.value.go, ...given.extra] : [...given.extra];
  // By name it might be the shim again that has asked.
  if (argv[0] === "gofmt" && isShimmed(project.machine)) {
    argv[0] = path.join(path.dirname(toolchain.value.go), `gofmt${path.extname(toolchain.value.go)}`);
  }
  if (argv.length === 0) {
    return reportFailures(
      [
        {
          family: "command-line",
          place: "gowsl exec",
          thing: "no command is named",
          next: "Write it behind --: gowsl exec -- CMD",
        },
      ],
      emit,
    );
  }
  if (given.command === "go") {
    const refused = settingFailures(project, toolchain.value, [verbOf(given.extra)]);
    if (refused.length > 0) return reportFailures(refused, emit);
  }
  const environment = withoutShimVariable(routedEnvironment(project, toolchain.value));
  if (given.verbose) emit({ type: "command", step: given.command, cwd: project.cwd, env: {}, argv });
  const ended = await runInFront(project.children, { argv, cwd: project.cwd, environment });
  if (typeof ended === "number") return ended;
  const isGo = given.command === "go";
  const unstarted: Failure = {
    family: isGo ? "toolchain" : "command-line",
    place: `gowsl ${given.command}`,
    thing: ended.reason,
    next: isGo ? "Reinstall this Go, or set GOROOT." : "Install it, or correct its name.",
  };
  return reportFailures([unstarted], emit);
}

/** Runs a program that has the terminal to itself, and returns its exit code as a shell would. */
export async function runInFront(
  children: Children,
  request: Omit<ChildRequest, "onOutput" | "abandoned" | "own">,
): Promise<number | { reason: string }> {
  // Ctrl-C reaches the child from the terminal; gowsl only waits. Other signals are handed on.
  const stopListening = onInterrupt((signal, earlier) => {
    if (signal !== "SIGINT") children.stop(1500);
    else if (earlier > 1) children.kill();
  });
  const end = await children.run({ ...request, own: true });
  stopListening();
  switch (end.kind) {
    case "exited":
      return end.code;
    case "signalled":
      return 128 + (signalNumbers[end.signal] ?? 0);
    case "not-started":
      return { reason: end.reason };
  }
}

/** The command of go: its first word. Flags stand behind it, -C too (cmd/go/main.go, handleChdirFlag). */
function verbOf(argv: readonly string[]): string {
  return argv.find((word) => !word.startsWith("-")) ?? "help";
}
