/** Mutations of module files, of workspaces, and of profiles that Go finds by itself. */
import path from "node:path";
import { pickPackage } from "./choices.ts";
import type { DependencyVersion, MutableProject, Mutation } from "./mutations.ts";
import type { Random } from "./random.ts";

/** A line of go.mod or go.sum comes, goes or changes. */
export function changeModuleFile(project: MutableProject, random: Random): Mutation {
  const { tree } = project;
  const text = tree.read("go.mod");
  const word = random.word();
  const added = (line: string): Mutation => ({
    description: `go.mod: added "${line.replaceAll("\n", "\\n")}"`,
    change: (files) => files.append("go.mod", `\n${line}\n`),
  });
  const changed = (pattern: RegExp, by: string): Mutation =>
    pattern.test(text)
      ? {
          description: `go.mod: ${pattern} became "${by}"`,
          change: (files) => files.write("go.mod", text.replace(pattern, by)),
        }
      : added(`// no ${pattern}`);
  const sums = tree.exists("go.sum") ? tree.read("go.sum").split("\n").filter(Boolean) : [];
  const sumLine = sums.length === 0 ? undefined : random.pick(sums);
  const mutations: Mutation[] = [
    added(`// ${word}`),
    changed(/^module (.*)$/m, `module $1 // ${word}`),
    changed(/\n\n/, "\n\n\n"),
    added(`exclude example.com/${word} v1.0.0`),
    added(`retract v0.0.${random.below(1000)}`),
    added(`replace example.com/${word} => ./nowhere`),
    added(`replace example.com/${word} => example.com/fork v1.0.0`),
    added(`require example.com/${word} v1.0.0`),
    added("ignore ./testdata"),
    added(`tool example.com/${word}`),
    added("godebug panicnil=1"),
    added("godebug (\n\tasynctimerchan=1\n)"),
    added("godebug default=go1.21"),
    added(`godebug ${word}=1`),
    added("toolchain default"),
    added(`toolchain go${project.goVersion}`),
    changed(/^go .*$/m, "go 1.21"),
    changed(/^go .*$/m, "go 1.24.0"),
    changed(/^go .*$/m, "go 1.25.0"),
    changed(/^go .*$/m, "go 1.99"),
    changed(/^go .*$/m, ""),
    changed(/ \/\/ indirect/, ""),
    changed(/^module .*$/m, `module example.com/${word}`),
    added(`nonsense ${word}`),
    {
      description: "go.mod: CRLF line ends",
      change: (files) => files.write("go.mod", text.replaceAll("\n", "\r\n")),
    },
  ];
  if (sumLine !== undefined) {
    const rest = sums.filter((line) => line !== sumLine);
    mutations.push(
      {
        description: `go.sum: without "${sumLine}"`,
        change: (files) => files.write("go.sum", `${rest.join("\n")}\n`),
      },
      {
        description: "go.sum: backwards",
        change: (files) => files.write("go.sum", `${sums.toReversed().join("\n")}\n`),
      },
      {
        description: `go.sum: a line for example.com/${word}`,
        change: (files) => files.append("go.sum", `example.com/${word} v1.0.0 ${sumLine.split(" ")[2]}\n`),
      },
    );
  }
  return random.pick(mutations);
}

/** Another version of a dependency, with its checksums or without. */
export function changeDependency(project: MutableProject, random: Random): Mutation | undefined {
  if (project.dependencyVersions.length === 0) return undefined;
  const version = random.pick<DependencyVersion>(project.dependencyVersions);
  const whole = random.chance(0.85);
  return {
    description: `${version.description}${whole ? "" : ", go.sum as it was"}`,
    change: (tree) => {
      tree.write("go.mod", version.goMod);
      if (whole) tree.write("go.sum", version.goSum);
    },
  };
}

/** A go.work where there was none: here or above, with and without an effect. */
export function addWorkspace(project: MutableProject, random: Random): Mutation {
  const here = path.basename(project.tree.folder);
  const line = "go 1.25.0\n";
  const [file, text] = random.pick<[string, string]>([
    ["go.work", `${line}use .\n`],
    ["go.work", `${line}\nuse .\n\n// a comment\n`],
    ["go.work", `go ${project.goVersion}\nuse .\n`],
    ["go.work", `${line}use .\ngodebug panicnil=1\n`],
    ["go.work", `${line}use .\nreplace example.com/nobody => ./nowhere\n`],
    ["go.work", `${line}use ./nowhere\n`],
    ["go.work", line],
    ["go.work", "go 1.99\nuse .\n"],
    ["go.work", "nonsense\n"],
    ["../go.work", `${line}use ./${here}\n`],
    ["../go.work", line],
    [random.pick(project.mains) + "/go.work", `${line}use .\n`],
    ["go.work.sum", "example.com/nobody v1.0.0 h1:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n"],
  ]);
  const withSum = path.basename(file) === "go.work" && random.chance(0.2);
  return {
    description: `a new ${path.normalize(file)}: ${text.trim().replaceAll("\n", " | ")}`,
    change: (tree) => {
      tree.write(file, text);
      if (withSum) tree.write(`${file}.sum`, "");
    },
  };
}

/** A default.pgo beside a main, where Go takes it, or elsewhere, where it does not. */
export function addProfile(project: MutableProject, random: Random): Mutation | undefined {
  const place = random.chance(0.25) ? pickPackage(project, random).folder : random.pick(project.mains);
  const [what, content] = random.pick([
    ["an empty file", Buffer.alloc(0)],
    ["a profile", profile("one")],
    ["another profile", profile("two")],
    ["no profile", Buffer.from("this is no profile\n")],
  ] as const);
  const file = path.join(place, "default.pgo");
  return { description: `a new ${file}: ${what}`, change: (tree) => tree.write(file, content) };
}

/** A CPU profile of one sample, as small as profile.proto allows: `oracle.caller` calls `oracle.<name>`. */
function profile(name: string): Buffer {
  const number = (field: number, value: number) => [field << 3, value];
  const bytes = (field: number, content: readonly number[]) => [(field << 3) | 2, content.length, ...content];
  const words = ["", "samples", "count", "oracle.caller", `oracle.${name}`, "oracle.go"];
  const line = (id: number, at: number) => bytes(4, [...number(1, id), ...number(2, at)]);
  return Buffer.from([
    ...bytes(1, [...number(1, 1), ...number(2, 2)]),
    ...bytes(2, [...bytes(1, [1, 2]), ...bytes(2, [9])]),
    ...bytes(4, [...number(1, 1), ...line(1, 20)]),
    ...bytes(4, [...number(1, 2), ...line(2, 10)]),
    ...bytes(5, [...number(1, 1), ...number(2, 4), ...number(3, 4), ...number(4, 5), ...number(5, 18)]),
    ...bytes(5, [...number(1, 2), ...number(2, 3), ...number(3, 3), ...number(4, 5), ...number(5, 8)]),
    ...words.flatMap((word) => bytes(6, [...Buffer.from(word)])),
  ]);
}
