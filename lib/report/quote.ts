/** Writes commands so that they can be pasted into a POSIX shell. Knows nothing of how they are run. */
import { quoteWord, quoteWords } from "../model/shell-words.ts";

const variableName = /^[A-Za-z_][A-Za-z0-9_]*$/;

/** `go build -ldflags '-s -w'`: the argv as words of a POSIX shell. */
export function quoteArgv(argv: readonly string[]): string {
  const [program, ...rest] = argv;
  // Unquoted, a program `a=b` would be an assignment. (A quoted word holds no "=" outside of quotes.)
  const isAssignment = program !== undefined && program.includes("=") && quoteWord(program) === program;
  return isAssignment ? [`'${program}'`, ...rest.map(quoteWord)].join(" ") : quoteWords(argv);
}

/** `cd DIR && VAR=value argv...`: a whole command with its folder and the variables that it sets. */
export function quoteCommand(command: {
  cwd: string;
  env: Readonly<Record<string, string>>;
  argv: readonly string[];
}): string {
  const variables = Object.entries(command.env);
  // Windows has names such as `ProgramFiles(x86)`, which only env can set.
  const assignments = variables.every(([name]) => variableName.test(name))
    ? variables.map(([name, value]) => `${name}=${value === "" ? "" : quoteWord(value)}`)
    : ["env", ...variables.map(([name, value]) => quoteWord(`${name}=${value}`))];
  return `cd ${quoteWord(command.cwd)} && ${[...assignments, quoteArgv(command.argv)].join(" ")}`;
}
