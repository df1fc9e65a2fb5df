/**
 * Makes the shims themselves: scripts, and on Windows copies of one small program that the chosen Go compiles.
 * Knows nothing of profiles and of what was there before.
 */
import path from "node:path";
import { goTools, otherTools, shimScript } from "../go/shim.ts";
import { capture } from "../host/children.ts";
import { digestFile, digestText, isFile, makeFolder, realPath, remove } from "../host/files.ts";
import { ownCommand } from "../host/own-command.ts";
import { ownText } from "../host/package.ts";
import { placeCopy, temporaryName, writeText } from "../host/placing.ts";
import { mergeEnvironment, variable } from "../model/environment.ts";
import type { Environment } from "../model/host.ts";
import { failure, success, type Result } from "../model/failure.ts";
import { routedEnvironment, routeGo, type Project } from "./project.ts";
import { shimFolders } from "./shim-route.ts";
import type { ShimList } from "./shim-list.ts";

/** Writes them into the folder, and says what they are. */
export async function makeShims(project: Project, shims: string): Promise<Result<ShimList>> {
  const { machine } = project;
  const windows = machine.platform === "win32";
  const gowsl = ownCommand();
  const { routes } = shimFolders(machine.home);
  // A route holds for the gowsl that has left it.
  await remove(routes);
  const tools = programs(project, shims);
  const names = ["gowsl", ...goTools, ...Object.keys(tools)];
  const files: Record<string, string> = {};
  if (!windows) {
    for (const tool of names) {
      const text = shimScript({ tool, gowsl, routes, program: tools[tool] });
      await writeText(path.join(shims, tool), text, "must be there", 0o777);
      files[tool] = digestText(text);
    }
    return success({ schema: 1, gowsl, routes, tools, files });
  }
  await makeFolder(shims);
  const program = temporaryName(path.join(shims, "shim.exe"));
  const compiled = await compile(project, program);
  if (!compiled.ok) return compiled;
  const digest = await digestFile(program);
  for (const tool of names) {
    await placeCopy(program, path.join(shims, `${tool}.exe`), 0o777);
    files[`${tool}.exe`] = digest;
  }
  await remove(program);
  return success({ schema: 1, gowsl, routes, tools, files });
}

/**
 * gopls and dlv, where they are installed: on PATH, or where `go install` puts them. They speak to editors in
 * paths of their own side, so they are of use there only.
 */
function programs({ machine }: Project, shims: string): Record<string, string> {
  const { platform, environment, home } = machine;
  const suffix = platform === "win32" ? ".exe" : "";
  const separator = platform === "win32" ? ";" : ":";
  const gopath = variable(environment, platform, "GOPATH")?.split(separator)[0] ?? path.join(home, "go");
  const folders = [
    ...(variable(environment, platform, "PATH") ?? "").split(separator),
    variable(environment, platform, "GOBIN") ?? "",
    path.join(gopath, "bin"),
  ].filter((folder) => path.isAbsolute(folder) && realPath(folder) !== realPath(shims));
  return Object.fromEntries(
    otherTools.flatMap((tool) => {
      const found = folders.map((folder) => path.join(folder, tool + suffix)).find(isFile);
      return found === undefined ? [] : [[tool, found]];
    }),
  );
}

/** One program for all names: it looks at the one that it was started by. */
async function compile(project: Project, program: string): Promise<Result<void>> {
  const toolchain = await routeGo(project);
  if (!toolchain.ok) return toolchain;
  const source = temporaryName(path.join(path.dirname(program), "source"));
  for (const name of ["go.mod", "main.go"]) {
    const file = path.posix.join("shims", name);
    const text = ownText(file);
    if (text === undefined) {
      const next = "Reinstall gowsl.";
      return failure({ family: "files", place: file, thing: "the source of the shims is gone", next });
    }
    await writeText(path.join(source, name), text, "may be lost");
  }
  const { platform } = project.machine;
  const { stderr, end } = await capture(project.children, {
    argv: [toolchain.value.go, "build", "-trimpath", "-ldflags=-s -w", "-o", program, "."],
    cwd: source,
    environment: mergeEnvironment(routedEnvironment(project, toolchain.value), plain, platform),
  });
  await remove(source);
  if (end.kind === "exited" && end.code === 0) return success(undefined);
  return failure({
    family: "step",
    place: "gowsl shim install",
    thing: "the program of the shims could not be compiled",
    next: "Mend what go says, or set GOROOT to another Go.",
    detail: stderr === "" && end.kind === "not-started" ? end.reason : stderr,
  });
}

/** Nothing of the project has a say in how the shim is compiled. */
const plain: Environment = {
  GOOS: "",
  GOARCH: "",
  GOFLAGS: "-mod=mod",
  GOWORK: "off",
  GO111MODULE: "",
  GOEXPERIMENT: "",
  CGO_ENABLED: "0",
};
