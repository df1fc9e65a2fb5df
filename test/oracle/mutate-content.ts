/** Mutations of what is in a file, and of what a stat says of it; names stay. */
import path from "node:path";
import { pickFile, pickGoFile, pickPackage } from "./choices.ts";
import type { MutableProject, Mutation } from "./mutations.ts";
import type { Random } from "./random.ts";
import type { Tree } from "./tree.ts";

/** Code is added or changed; sometimes so that it does not compile. */
export function edit(project: MutableProject, random: Random): Mutation {
  const file = random.chance(0.2) ? pickFile(project, random) : pickGoFile(project, random);
  const word = random.word();
  if (!file.endsWith(".go")) return appended(file, `\n/* ${word} */\n`, "a line");
  const literal = changedLiteral(project.tree.read(file), random, (text) => `${text} ${word}`);
  if (literal !== undefined && random.chance(0.4)) return rewritten(file, literal, "a string literal");
  const [text, what] = random.pick([
    [`\nfunc ${word}() int { return ${random.below(1000)} }\n`, "a function that nobody calls"],
    [`\nvar ${word} = ${random.below(1000)}\n`, "a variable"],
    [`\nfunc init() { ${word}["x"]++ }\n\nvar ${word} = map[string]int{"x": 1}\n`, "an init function"],
    [`\ntype ${word} struct{ field int }\n\nfunc (${word}) Method() {}\n`, "a type"],
    [`\nfunc Exported${word}() string { return "${word}" }\n`, "an exported function"],
    [`\nvar ${word} int = "no number"\n`, "a type error"],
    [`\nfunc ${word}( {\n`, "a syntax error"],
  ] as const);
  return appended(file, text, what);
}

/** Nothing but a comment: on a line of its own, which moves the lines below it, or on one that is there. */
export function changeComment(project: MutableProject, random: Random): Mutation {
  const file = random.chance(0.15)
    ? random.pick([...project.inventory.ignoredGoFiles, pickGoFile(project, random)])
    : pickGoFile(project, random);
  const lines = project.tree.read(file).split("\n");
  const declarations = lines.flatMap((line, index) => (/^(func|type) /.test(line) ? [index] : []));
  const ends = lines.flatMap((line, index) => (line === "}" ? [index] : []));
  const word = random.word();
  const way = random.pick(["line", "line", "line", "end of line", "end of file", "wording"]);
  const comments = lines.flatMap((line, index) => (/^\/\/ [A-Z]\w+ /.test(line) ? [index] : []));
  if (way === "line" && declarations.length > 0) {
    const index = random.pick(declarations);
    const text = lines.toSpliced(index, 0, `// ${word}`).join("\n");
    return rewritten(file, text, `a comment line before line ${index + 1}`);
  }
  if (way === "end of line" && ends.length > 0) {
    const index = random.pick(ends);
    return rewritten(file, lines.with(index, `} // ${word}`).join("\n"), `a comment in line ${index + 1}`);
  }
  if (way === "wording" && comments.length > 0) {
    const index = random.pick(comments);
    const text = lines.with(index, `${lines[index]!} ${word}`).join("\n");
    return rewritten(file, text, `another wording of the comment in line ${index + 1}`);
  }
  return appended(file, `\n// ${word}\n`, "a comment at the end");
}

/** Only an mtime; of a file or a folder. */
export function changeTimes(project: MutableProject, random: Random): Mutation {
  const file = random.chance(0.15) ? pickPackage(project, random).folder : pickFile(project, random);
  const [when, shift] = random.pick([
    ["now", 3600e3],
    ["a day ago", -86_400e3],
    ["in a year", 31_536_000e3],
    ["a second later", 1000],
  ] as const);
  return {
    description: `mtime of ${file}: ${when}`,
    change: (tree) => tree.setMtime(file, tree.mtimeMs(file) + shift),
  };
}

/** Only permissions. */
export function changeMode(project: MutableProject, random: Random): Mutation {
  if (random.chance(0.1)) {
    const { folder } = pickPackage(project, random);
    return { description: `chmod 700 ${folder}`, change: (tree) => tree.chmod(folder, 0o700) };
  }
  const file = pickFile(project, random);
  const mode = random.pick([0o755, 0o600, 0o444, 0o666, 0o640]);
  return { description: `chmod ${mode.toString(8)} ${file}`, change: (tree) => tree.chmod(file, mode) };
}

/** Embedded files: their content, and which there are in an embedded folder. */
export function editEmbedded(project: MutableProject, random: Random): Mutation | undefined {
  const owners = project.inventory.packages.filter((each) => each.embeddedFiles.length > 0);
  if (owners.length === 0) return undefined;
  const owner = random.pick(owners);
  const file = random.pick(owner.embeddedFiles);
  const folder = path.dirname(file);
  const word = random.word();
  const added = (name: string): Mutation => ({
    description: `a new file ${path.join(folder, name)}`,
    change: (tree) => tree.write(path.join(folder, name), `${word}\n`),
  });
  return random.pick<() => Mutation>([
    () => appended(file, `${word}\n`, "a line"),
    () => appended(file, " ", "a blank"),
    () => rewritten(file, "", "nothing"),
    () => ({
      description: `other bytes in ${file}`,
      change: (tree) => tree.write(file, Buffer.from(tree.bytes(file).toReversed())),
    }),
    () => added(`${word}.txt`),
    () => added(`.${word}`),
    () => added(`_${word}`),
    () => added(path.join(word, "deep.txt")),
    () => added(path.join(word, ".hidden")),
    () => ({
      description: `an empty folder ${path.join(folder, word)}`,
      change: (tree) => tree.makeFolder(path.join(folder, word)),
    }),
    () => ({
      description: `a link ${path.join(folder, word)} to a file beside it`,
      change: (tree) => tree.link(path.join(folder, word), path.basename(file)),
    }),
    () => ({ description: `${file} is deleted`, change: (tree) => tree.remove(file) }),
    () => ({
      description: `a module in ${path.join(folder, word)}`,
      change: (tree) => {
        tree.write(path.join(folder, word, "go.mod"), `module example.com/${word}\n`);
        tree.write(path.join(folder, word, "data.txt"), word);
      },
    }),
  ])();
}

/** Another content of the same size with the mtime it had: what only a digest can see. */
export function editSameSize(project: MutableProject, random: Random): Mutation {
  const file = random.chance(0.15) ? pickFile(project, random) : pickGoFile(project, random);
  const turn = (text: string) => (text.startsWith("x") ? "y" : "x") + text.slice(1);
  const literal = file.endsWith(".go") ? changedLiteral(project.tree.read(file), random, turn) : undefined;
  const change = (tree: Tree, content: string | Buffer) => {
    const mtimeMs = tree.mtimeMs(file);
    tree.write(file, content);
    tree.setMtime(file, mtimeMs);
  };
  if (literal !== undefined) {
    return {
      description: `a string literal in ${file}, same size and mtime`,
      change: (tree) => change(tree, literal),
    };
  }
  return {
    description: `the last byte of ${file}, same size and mtime`,
    change: (tree) => {
      const bytes = Buffer.from(tree.bytes(file));
      if (bytes.length > 0) bytes[bytes.length - 1] = bytes.at(-1) === 10 ? 32 : 10;
      change(tree, bytes);
    },
  };
}

/** The text with one string literal changed, of those that stand in code; undefined if there is none. */
function changedLiteral(
  text: string,
  random: Random,
  change: (literal: string) => string,
): string | undefined {
  const lines = text.split("\n");
  const start = lines.findIndex((line) => /^(func|type|var|const)\b/.test(line));
  const literal = /"([A-Za-z][\w ,.-]{3,})"/;
  const places = lines.flatMap((line, index) =>
    index >= start && literal.test(line) && !/`|^\s*\/\/|json:|case /.test(line) ? [index] : [],
  );
  if (start < 0 || places.length === 0) return undefined;
  const index = random.pick(places);
  return lines
    .with(
      index,
      lines[index]!.replace(literal, (_, inner: string) => `"${change(inner)}"`),
    )
    .join("\n");
}

function appended(file: string, text: string, what: string): Mutation {
  return { description: `${what} added to ${file}`, change: (tree) => tree.append(file, text) };
}

function rewritten(file: string, text: string, what: string): Mutation {
  return { description: `${what} in ${file}`, change: (tree) => tree.write(file, text) };
}
