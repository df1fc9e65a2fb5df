/**
 * What the peers need in a project: a Makefile and a Taskfile as Go teams write them; and a config of
 * gowsl. Knows nothing of how they are run.
 */

/** The six targets that are measured together. */
export const sixTargets = [
  "linux/amd64",
  "linux/arm64",
  "windows/amd64",
  "windows/arm64",
  "darwin/amd64",
  "darwin/arm64",
] as const;

/** Flags that every build for this machine gets; gowsl sets them by itself. */
export const buildFlags = "-buildvcs=false";
/** Flags of every build for several targets; these, too, gowsl sets by itself. */
export const crossFlags = "-buildvcs=false -trimpath";

/** `linux_amd64/fzf`, `windows_amd64/fzf.exe`. */
export function crossPath(target: string, program: string): string {
  return `${target.replace("/", "_")}/${program}${target.startsWith("windows/") ? ".exe" : ""}`;
}

/** Files to be added to a project, by path. */
export function peerFiles(mainPackage: string, program: string): Record<string, string> {
  return {
    "bench.mk": makefile(mainPackage, program),
    "bench.yml": taskfile(mainPackage, program),
  };
}

function makefile(mainPackage: string, program: string): string {
  const six = sixTargets.map((target) => `$(OUT)/${crossPath(target, program)}`);
  const rules = sixTargets.map((target, index) => {
    const [os, arch] = target.split("/");
    return `
${six[index]}: $(SOURCES)
	GOOS=${os} GOARCH=${arch} go build ${crossFlags} -o $@ ${mainPackage}
`;
  });
  return `OUT ?= bench-make
SOURCES := $(shell find . -name '*.go') go.mod go.sum

.PHONY: one six
one: $(OUT)/${program}
six: ${six.join(" ")}

$(OUT)/${program}: $(SOURCES)
	go build ${buildFlags} -o $@ ${mainPackage}
${rules.join("")}`;
}

function taskfile(mainPackage: string, program: string): string {
  const task = (name: string, method: string, file: string, command: string, environment = "") => `
  ${name}:
    method: ${method}
    sources: ["**/*.go", go.mod, go.sum]
    generates: [${file}]
${environment}    cmds:
      - ${command}
`;
  const tasks = ["checksum", "timestamp"].flatMap((method) => {
    const out = `bench-task-${method}`;
    const one = `${out}/${program}`;
    const names = sixTargets.map((target) => `${method}-${target.replace("/", "-")}`);
    return [
      task(method, method, one, `go build ${buildFlags} -o ${one} ${mainPackage}`),
      ...sixTargets.map((target, index) => {
        const [os, arch] = target.split("/");
        const file = `${out}/${crossPath(target, program)}`;
        const environment = `    env: { GOOS: ${os}, GOARCH: ${arch} }\n`;
        const command = `go build ${crossFlags} -o ${file} ${mainPackage}`;
        return task(names[index]!, method, file, command, environment);
      }),
      `\n  ${method}-six:\n    deps: [${names.join(", ")}]\n`,
    ];
  });
  return `version: "3"\n\ntasks:${tasks.join("")}`;
}

/** A config of gowsl that says what gowsl does without one. */
export function gowslConfig(mainPackage: string): Record<string, string> {
  // Below a node_modules folder Node takes .ts as CommonJS, so the name ends in .mts.
  const text = `import { defineConfig, go } from "gowsl";

export default defineConfig({
  targets: [${sixTargets.map((target) => `"${target}"`).join(", ")}],
  tasks: {
    build: go.build({ packages: ["${mainPackage}"] }),
  },
});
`;
  return { "gowsl.config.mts": text };
}
