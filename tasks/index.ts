/** The tasks that always exist, written with what a user has. */
import { go, type Task } from "../lib/index.ts";

export const builtInTasks: Readonly<Record<string, Task>> = {
  build: go.build({ description: "Build every main package for this host into bin/" }),
  cross: go.cross({ description: "Build every main package for the targets into dist/" }),
  test: go.test({ description: "Run the tests of every package" }),
  vet: go.vet({ description: "Report likely mistakes in every package" }),
  fmt: go.fmt({ description: "Format every package (--check: report only)" }),
  tidy: go.tidy({ description: "Make go.mod match the code (--check: report only)" }),
  install: go.install({ description: "Build every main package into GOBIN" }),
};
