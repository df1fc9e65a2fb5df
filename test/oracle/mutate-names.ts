/** Mutations of which files there are and what they are called. */
import path from "node:path";
import { pickFile, pickGoFile, pickPackage } from "./choices.ts";
import type { MutableProject, Mutation } from "./mutations.ts";
import type { Random } from "./random.ts";

/** A file gets another name; some names carry a constraint. */
export function renameFile(project: MutableProject, random: Random): Mutation {
  const file = pickFile(project, random);
  const { dir, name, ext } = path.parse(file);
  const word = random.word();
  const plain = [`${name}${word}${ext}`, `a${name}${ext}`];
  const constrained = [`${name}_plan9.go`, `${name}_windows.go`, `${name}_linux.go`, `${name}_test.go`];
  const hidden = [`_${name}.go`, `.${name}.go`];
  const to = path.join(
    dir,
    ext !== ".go" || random.chance(0.6) ? random.pick(plain) : random.pick([...constrained, ...hidden]),
  );
  return { description: `${file} renamed to ${to}`, change: (tree) => tree.rename(file, to) };
}

export function deleteFile(project: MutableProject, random: Random): Mutation {
  // In most packages each file is needed: what is in no program is taken more often than elsewhere.
  const others = [...project.inventory.ignoredGoFiles, ...project.inventory.idleFiles];
  const file = others.length > 0 && random.chance(0.4) ? random.pick(others) : pickFile(project, random);
  return { description: `${file} deleted`, change: (tree) => tree.remove(file) };
}

/** A new file that no constraint keeps out: Go code, tests, other files. */
export function addPlain(project: MutableProject, random: Random): Mutation {
  const { folder, name } = pickPackage(project, random);
  const word = random.word();
  const clause = `package ${name}\n`;
  const [file, text] = random.pick<[string, string]>([
    [`${word}.go`, `${clause}\nfunc ${word}() int { return 1 }\n`],
    [`${word}.go`, `${clause}\nvar ${word} = "${word}"\n\nfunc init() { ${word} += "." }\n`],
    [`${word}.go`, `${clause}\nimport "strings"\n\nvar ${word} = strings.ToUpper("${word}")\n`],
    [`a${word}.go`, `${clause}\ntype ${word} struct{}\n\nfunc (*${word}) Close() error { return nil }\n`],
    [`${word}.go`, `package other\n`],
    [`${word}_test.go`, `${clause}\nimport "testing"\n\nfunc Test${word}(t *testing.T) {}\n`],
    [`_${word}.go`, clause],
    [`.${word}.go`, clause],
    [`${word}.md`, `# ${word}\n`],
    [`${word}.h`, `#define ${word} 1\n`],
    [`${word}.c`, `int ${word}(void) { return 1; }\n`],
    [path.join("testdata", `${word}.go`), `package broken {\n`],
    [path.join(word, "main.go"), "package main\n\nfunc main() {}\n"],
    [path.join(word, "x.go"), `package x\n`],
  ]);
  const place = path.join(folder, file);
  return {
    description: `a new file ${place}: ${firstLines(text)}`,
    change: (tree) => tree.write(place, text),
  };
}

/** A new Go or assembler file with a constraint, that holds for no target, for one, or for all. */
export function addConstrained(project: MutableProject, random: Random): Mutation {
  const { folder, name } = pickPackage(project, random);
  const word = random.word();
  const tag = random.pick(["oracletag", ...project.inventory.tags]);
  const code = `package ${name}\n\nfunc ${word}() int { return 1 }\n`;
  const by = (constraint: string): [string, string] => [`${word}.go`, `//go:build ${constraint}\n\n${code}`];
  const [file, text] = random.pick<[string, string]>([
    ...["plan9", "ignore", "linux", "windows", "unix", "linux && amd64", "!windows", tag, `!${tag}`].map(by),
    ...["go1.18", "go1.99", "cgo", "!cgo", "gc", "amd64.v2", "race", "goexperiment.none", "("].map(by),
    ...["plan9", "linux", "windows", "amd64", "arm64", "windows_amd64", "unix"].map(
      (suffix): [string, string] => [`${word}_${suffix}.go`, code],
    ),
    [`${word}_plan9.s`, "// no code\n"],
    [`${word}.go`, `package ${name}\n\nimport "C"\n`],
    [`${word}.go`, `// +build plan9\n\n${code}`],
  ]);
  const place = path.join(folder, file);
  return {
    description: `a new file ${place}: ${firstLines(text)}`,
    change: (tree) => tree.write(place, text),
  };
}

/** Two files change names: two of a package, two embedded ones, or two that have nothing in common. */
export function swapFiles(project: MutableProject, random: Random): Mutation | undefined {
  const pools = project.inventory.packages
    .flatMap((each) => [each.goFiles, each.goFiles, each.embeddedFiles])
    .filter((files) => files.length > 1);
  const anyTwo = [pickFile(project, random), pickGoFile(project, random)];
  const idle = project.inventory.idleFiles;
  const pool =
    pools.length === 0 || random.chance(0.1)
      ? anyTwo
      : idle.length > 1 && random.chance(0.15)
        ? idle
        : random.pick(pools);
  const [left, right] = random.shuffled(pool);
  if (left === undefined || right === undefined || left === right) return undefined;
  return {
    description: `${left} and ${right} swapped`,
    change: (tree) => {
      const aside = `${left}.aside`;
      tree.rename(left, aside);
      tree.rename(right, left);
      tree.rename(aside, right);
    },
  };
}

function firstLines(text: string): string {
  return text.split("\n").filter(Boolean).slice(0, 3).join(" | ");
}
