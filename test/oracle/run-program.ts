/** Starts a program and waits for its end. */
import { execFile } from "node:child_process";

export interface Ended {
  code: number;
  stdout: string;
  stderr: string;
}

/** Runs a program to its end; a code other than 0 is no exception. */
export function runProgram(argv: readonly string[], cwd: string, env: NodeJS.ProcessEnv): Promise<Ended> {
  const [program = "", ...words] = argv;
  return new Promise((resolve, reject) => {
    execFile(program, words, { cwd, env, maxBuffer: 2 ** 28 }, (error, stdout, stderr) => {
      if (error !== null && typeof error.code !== "number") reject(error);
      else resolve({ code: error === null ? 0 : Number(error.code), stdout, stderr });
    });
  });
}
