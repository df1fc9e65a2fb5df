/** `gowsl go ...` and `gowsl exec -- ...`: another program with the terminal to itself and its own exit code. */
import { onInterrupt } from "../host/terminal.ts";
import type { Emit } from "../model/event.ts";
import type { Arguments } from "./arguments.ts";
import { settingFailures } from "./go-settings.ts";
import { routedEnvironment, routeGo, type Project } from "./project.ts";
import { reportFailures } from "./run-tasks.ts";

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
  const toolchain = await routeGo(project);
  if (!toolchain.ok) return reportFailures(toolchain.failures, emit);
  const argv = given.command === "go" ? [toolchain.value.go, ...given.extra] : given.extra;
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
  const environment = routedEnvironment(project, toolchain.value);
  if (given.verbose) emit({ type: "command", step: given.command, cwd: project.cwd, env: {}, argv });
  // Ctrl-C reaches the child from the terminal; gowsl only waits. Other signals are handed on.
  const stopListening = onInterrupt((signal, earlier) => {
    if (signal !== "SIGINT") project.children.stop(1500);
    else if (earlier > 1) project.children.kill();
  });
  const end = await project.children.run({ argv, cwd: project.cwd, environment });
  stopListening();
  switch (end.kind) {
    case "exited":
      return end.code;
    case "signalled":
      return 128 + (signalNumbers[end.signal] ?? 0);
    case "not-started":
      return reportFailures(
        [
          {
            family: given.command === "go" ? "toolchain" : "command-line",
            place: `gowsl ${given.command}`,
            thing: end.reason,
            next:
              given.command === "go"
                ? "Reinstall this Go, or set GOROOT."
                : "Install it, or correct its name.",
          },
        ],
        emit,
      );
  }
}

/** The command of go: its first word. Flags stand behind it, -C too (cmd/go/main.go, handleChdirFlag). */
function verbOf(argv: readonly string[]): string {
  return argv.find((word) => !word.startsWith("-")) ?? "help";
}
