/** How the shims get on PATH: the line for it, and the profile that the user's shell reads. Knows nothing of the marks in it. */
import path from "node:path";
import { exists, readBytes, realPath } from "../host/files.ts";
import { variable } from "../model/environment.ts";
import type { Failure } from "../model/failure.ts";
import type { Machine } from "../host/machine.ts";
import { replaceBytes } from "../host/placing.ts";

type User = Pick<Machine, "platform" | "environment" | "home">;

/** The line that puts the shims first on PATH. */
export function pathLine(user: User): string {
  if (user.platform === "win32") return '$env:Path = "$HOME\\.gowsl\\shims;$env:Path"';
  // Without --path fish keeps it in a variable of its own, beyond the reach of who takes the line out again.
  if (shellName(user) === "fish") return "fish_add_path --path --prepend $HOME/.gowsl/shims";
  if (isCsh(user)) return 'setenv PATH "${HOME}/.gowsl/shims:${PATH}"';
  return 'export PATH="$HOME/.gowsl/shims:$PATH"';
}

/** Where the line belongs, for a sentence. */
export function profileName(user: User): string {
  const file = profileFile(user);
  return typeof file === "string" ? file : "the profile of PowerShell ($PROFILE)";
}

/** The file that the user's shell reads in each terminal; on Windows only PowerShell knows where its own lies. */
export function profileFile(user: User): string | Failure {
  const { platform, environment, home } = user;
  if (platform === "win32") {
    return {
      family: "command-line",
      place: "gowsl shim install --profile",
      thing: "on Windows only PowerShell knows where its profile lies, and PATH is a setting of the user",
      next: "Leave it out, and add the line that is printed; `rundll32 sysdm.cpl,EditEnvironmentVariables` opens PATH.",
    };
  }
  switch (shellName(user)) {
    case "zsh":
      return path.join(variable(environment, platform, "ZDOTDIR") ?? home, ".zshrc");
    case "fish": {
      const settings = variable(environment, platform, "XDG_CONFIG_HOME") ?? path.join(home, ".config");
      return path.join(settings, "fish", "config.fish");
    }
    case "bash":
      // Terminals of macOS start login shells, which read no .bashrc.
      return path.join(home, platform === "darwin" ? ".bash_profile" : ".bashrc");
    case "tcsh":
    case "csh": {
      // tcsh reads .cshrc only where there is no .tcshrc: tcsh(1), Startup and shutdown.
      const own = path.join(home, ".tcshrc");
      return shellName(user) === "tcsh" && exists(own) ? own : path.join(home, ".cshrc");
    }
    default:
      return path.join(home, ".profile");
  }
}

/** Every byte as a character: a profile need not be UTF-8, and what is not ours comes back as it was. */
export function readProfile(file: string): string | undefined {
  return readBytes(file)?.toString("latin1");
}

export function latin1(text: string): string {
  return Buffer.from(text).toString("latin1");
}

/** Where its link leads: those who keep their profiles elsewhere link to them. */
export async function writeProfile(file: string, text: string): Promise<void> {
  await replaceBytes(realPath(file), Buffer.from(text, "latin1"));
}

export function unreadableProfile(file: string): Failure {
  const next = "Correct its permissions, or add the line yourself: `gowsl shim install` prints it.";
  return { family: "files", place: file, thing: "it can't be read", next };
}

function isCsh(user: User): boolean {
  return ["csh", "tcsh"].includes(shellName(user));
}

function shellName({ environment }: User): string {
  return path.posix.basename(environment["SHELL"] ?? "");
}
