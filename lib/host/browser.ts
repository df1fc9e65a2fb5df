/** Opens a file in the system's browser. Knows nothing of what is in it. */
import { spawn } from "node:child_process";
import type { Environment, HostKind } from "../model/host.ts";
import { variable } from "../model/environment.ts";

/**
 * What could open it here, the best first; none where there is no screen to open it on.
 * @param windowsFile the same file as Windows names it, on WSL
 */
export function browserCommands(
  kind: HostKind,
  environment: Environment,
  file: string,
  windowsFile: string | undefined,
): string[][] {
  const own = variable(environment, "linux", "BROWSER");
  const named = own === undefined ? [] : [[own, file]];
  switch (kind) {
    case "windows":
      // `start` would ask a shell, which has its own ideas of names.
      return [...named, ["rundll32", "url.dll,FileProtocolHandler", file]];
    case "darwin":
      return [...named, ["open", file]];
    case "wsl1":
    case "wsl2":
      return windowsFile === undefined
        ? named
        : [...named, ["rundll32.exe", "url.dll,FileProtocolHandler", windowsFile]];
    default: {
      const hasScreen = ["DISPLAY", "WAYLAND_DISPLAY"].some((name) => variable(environment, "linux", name));
      return [...named, ...(hasScreen ? [["xdg-open", file]] : [])];
    }
  }
}

/** Starts the first of the commands that starts, and does not wait for it. */
export async function startBrowser(
  commands: readonly string[][],
  environment: Environment,
): Promise<boolean> {
  for (const [program = "", ...rest] of commands) {
    const isStarted = await new Promise<boolean>((resolve) => {
      const child = spawn(program, rest, {
        env: environment,
        stdio: "ignore",
        detached: true,
        windowsHide: true,
      });
      child.once("error", () => resolve(false));
      child.once("spawn", () => {
        child.unref();
        resolve(true);
      });
    });
    if (isStarted) return true;
  }
  return false;
}
