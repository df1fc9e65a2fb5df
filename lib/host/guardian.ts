/**
 * A small process that ends the groups of children when gowsl itself is killed without a chance to do so: it
 * reads a pipe that only gowsl holds, and the end of the pipe is the end of gowsl. One a run, started with the
 * first child; a shell, as it must be there in a millisecond. There is none on Windows, where the way would be
 * a job object, which takes native code. Knows nothing of what the children do.
 */
import { spawn, type ChildProcess } from "node:child_process";

/**
 * `+ PID` and `- PID` keep the list of groups that are to be ended; a child that has the terminal has no group
 * of its own. Signals that a terminal or a supervisor sends to all are not for the guardian.
 */
const script = `
trap '' HUP INT QUIT TERM
groups=' '
while read -r change group; do
  case $change in
    +) groups="$groups$group " ;;
    -) case $groups in *" $group "*) groups="\${groups%% $group *} \${groups#* $group }" ;; esac ;;
  esac
done
for group in $groups; do kill -s TERM -- -$group || kill -s TERM $group; done
round=0
while [ $round -lt 15 ]; do
  left=
  for group in $groups; do if kill -s 0 -- -$group || kill -s 0 $group; then left=1; fi; done
  [ -n "$left" ] || exit
  sleep 0.1
  round=$((round + 1))
done
for group in $groups; do kill -s KILL -- -$group || kill -s KILL $group; done
`;

export class Guardian {
  readonly #platform: NodeJS.Platform;
  #process: ChildProcess | undefined;

  constructor(platform: NodeJS.Platform) {
    this.#platform = platform;
  }

  /** Its process; undefined where there is none. */
  get pid(): number | undefined {
    if (this.#platform === "win32") return undefined;
    this.#process ??= start();
    return this.#process.pid;
  }

  /** A child that must not outlive gowsl. */
  add(pid: number): void {
    if (this.#platform === "win32") return;
    this.#process ??= start();
    this.#process.stdin!.write(`+ ${pid}\n`);
  }

  /** It has ended; its number may be somebody else's from now on. */
  remove(pid: number): void {
    this.#process?.stdin!.write(`- ${pid}\n`);
  }
}

function start(): ChildProcess {
  const guardian = spawn("/bin/sh", ["-c", script, "gowsl-guardian"], {
    // In a session of its own: what ends gowsl and its group must not end it.
    detached: true,
    stdio: ["pipe", "ignore", "ignore"],
    cwd: "/",
    env: { PATH: "/usr/bin:/bin" },
  });
  // Without a shell, and when somebody has killed it, nobody guards: that is no reason not to run.
  guardian.on("error", () => {});
  guardian.stdin!.on("error", () => {});
  guardian.unref();
  (guardian.stdin as unknown as { unref?(): void }).unref?.();
  return guardian;
}
