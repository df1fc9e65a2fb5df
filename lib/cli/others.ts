/** The commands that need no plan, by name. */
import type { Emit } from "../model/event.ts";
import type { Arguments } from "./arguments.ts";
import { clean } from "./clean.ts";
import { environment } from "./env.ts";
import { help } from "./help.ts";
import { showHost } from "./host.ts";
import { list } from "./list.ts";
import { passOn } from "./pass-on.ts";
import { convertPaths } from "./path.ts";
import type { Project } from "./project.ts";
import { shim } from "./shim.ts";
import { toolchain } from "./toolchain.ts";
import { which } from "./which.ts";

export { convertPaths, showHost };

export const others: Readonly<
  Record<string, (project: Project, given: Arguments, emit: Emit) => number | Promise<number>>
> = {
  go: passOn,
  exec: passOn,
  env: environment,
  which,
  list,
  shim,
  toolchain,
  clean,
  help: ({ terminal, loaded }, { words }, emit) => help(terminal, loaded.tasks, words[0], emit),
};
