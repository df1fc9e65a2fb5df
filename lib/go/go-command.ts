/** Runs the go command and reads what it prints: why it failed, in words, and streams of JSON objects. */
import { capture, type Captured, type Children } from "../host/children.ts";
import { failure, success, type Failure, type Result } from "../model/failure.ts";
import type { Environment } from "../model/host.ts";

export interface GoCall {
  /** Absolute path of the go command. */
  go: string;
  cwd: string;
  environment: Environment;
  children: Children;
}

/** Runs go with these arguments and returns what it prints on stdout. */
export async function runGo(call: GoCall, argv: string[]): Promise<Result<string>> {
  const captured = await capture(call.children, { ...call, argv: [call.go, ...argv] });
  if (captured.end.kind === "exited" && captured.end.code === 0) return success(captured.stdout);
  return failure(goFailure(call, argv, captured));
}

function goFailure(call: GoCall, argv: string[], { end, stderr }: Captured): Failure {
  const command = `go ${argv[0]}`;
  const broken = (reason: string): Failure => ({
    family: "toolchain",
    place: call.go,
    thing: `go cannot start: ${reason}`,
    next: "Reinstall this Go, or set GOROOT to another one.",
  });
  switch (end.kind) {
    case "not-started":
      return broken(end.reason);
    case "signalled":
      if (!call.children.isStopping) return broken(`it was ended by ${end.signal}`);
      return { family: "interrupted", place: call.cwd, thing: `${command} was ended by ${end.signal}` };
    case "exited":
      // execvp hands to sh what the kernel refuses, and sh names the file; go calls itself "go".
      if (stderr.startsWith(`${call.go}:`)) return broken("it is not a program for this machine");
      // What is wrong with it before any Go is asked is told by goflags.ts; which flags there are, each Go says.
      const setting = /^go: parsing \$GOFLAGS: (.+)$/m.exec(stderr)?.[1];
      if (setting !== undefined) {
        return {
          family: "toolchain",
          place: "GOFLAGS",
          thing: `go can't use it: ${setting}`,
          next: "`gowsl env --explain GOFLAGS` shows where it is set.",
        };
      }
      // gover.TooNewError of cmd/go/internal/gover: of go.mod, of go.work, or of a module that is needed.
      const [, asking, wanted, running] =
        /^go: (.+) requires go >= (\S+) \(running go ([^;)]+)/m.exec(stderr) ?? [];
      if (asking !== undefined) {
        return {
          family: "toolchain",
          place: call.cwd,
          thing: `${asking} requires Go ${wanted} or newer, and the Go that runs is ${running}`,
          next: "`gowsl which go` says who asks for that one: ask for a newer one there.",
        };
      }
      const flag = /^flag provided but not defined: (\S+)/m.exec(stderr)?.[1];
      if (flag !== undefined) {
        const next = "Correct it, on the command line, in the config or in GOFLAGS.";
        return {
          family: "command-line",
          place: "flags of go build",
          thing: `go knows no flag ${flag}`,
          next,
        };
      }
      return {
        family: "module",
        place: call.cwd,
        thing: `${command} failed with exit code ${end.code}`,
        next: "Its message follows.",
        detail: stderr.trimEnd(),
      };
  }
}

/** Splits the stream of JSON objects that `go list -json` prints: each ends with a brace in the first column. */
export function parseObjects<Value>(text: string): Value[] {
  return text
    .split(/^}$/m)
    .filter((part) => part.trim() !== "")
    .map((part) => JSON.parse(`${part}}`) as Value);
}
