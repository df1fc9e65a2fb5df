import { expect, it } from "vitest";
import { pathLine, profileFile } from "../../../lib/cli/shim-profile.ts";

it.each<[string, NodeJS.Platform, Record<string, string>, string, string]>([
  ["bash", "linux", { SHELL: "/bin/bash" }, "/home/me/.bashrc", 'export PATH="$HOME/.gowsl/shims:$PATH"'],
  [
    "bash of macOS",
    "darwin",
    { SHELL: "/bin/bash" },
    "/home/me/.bash_profile",
    'export PATH="$HOME/.gowsl/shims:$PATH"',
  ],
  [
    "zsh",
    "linux",
    { SHELL: "/usr/bin/zsh", ZDOTDIR: "/z" },
    "/z/.zshrc",
    'export PATH="$HOME/.gowsl/shims:$PATH"',
  ],
  [
    "fish",
    "linux",
    { SHELL: "/usr/bin/fish" },
    "/home/me/.config/fish/config.fish",
    "fish_add_path --path --prepend $HOME/.gowsl/shims",
  ],
  ["tcsh", "linux", { SHELL: "/bin/tcsh" }, "/home/me/.cshrc", 'setenv PATH "${HOME}/.gowsl/shims:${PATH}"'],
  ["no shell", "linux", {}, "/home/me/.profile", 'export PATH="$HOME/.gowsl/shims:$PATH"'],
])("%s", (_, platform, environment, file, line) => {
  const user = { platform, environment, home: "/home/me" };
  expect([profileFile(user), pathLine(user)]).toEqual([file, line]);
});

it("knows no profile on Windows", () => {
  const user = { platform: "win32" as const, environment: {}, home: "C:\\Users\\me" };
  expect(profileFile(user)).toMatchObject({ family: "command-line" });
  expect(pathLine(user)).toBe('$env:Path = "$HOME\\.gowsl\\shims;$env:Path"');
});
