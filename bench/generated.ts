/**
 * A generated Go module with any number of tiny files, all of them reached from one main package.
 * Knows nothing of cases.
 */
import path from "node:path";
import { forgetBuilds, keep, writeFiles } from "./checkout.ts";
import { cacheFolder } from "./environment.ts";
import { peerFiles } from "./peers/index.ts";
import { localGoFiles, type Project } from "./projects.ts";

const filesInPackage = 20;
/** How many packages a package imports: the tree stays as flat as in real projects. */
const importsOfPackage = 10;
const module = "example.com/generated";

/** The module with this many Go files; kept between benchmarks. */
export function prepareGenerated(files: number): Project {
  const folder = path.join(cacheFolder, "projects", `generated-${files}`);
  const program = "generated";
  const modules = generatedFiles(files);
  const sources = Object.keys(modules).filter((file) => file.endsWith(".go"));
  const texts = { ...modules, ...peerFiles({ mainPackage: ".", program, sources }) };
  keep(folder, JSON.stringify(texts), (draft) => writeFiles(draft, texts));
  forgetBuilds(folder);
  const compiledFiles = localGoFiles(folder, ".").length;
  if (compiledFiles !== files) throw new Error(`${folder} has ${compiledFiles} files, not ${files}`);
  return {
    folder,
    mainPackage: ".",
    program,
    mainFile: "f00.go",
    leafFile: "f01.go",
    isLarge: false,
    facts: { name: `generated, ${files} files`, origin: "generated", goFiles: files, compiledFiles },
  };
}

/** The text of every file by path: package i imports packages 10i+1 to 10i+10, package 0 is main. */
export function generatedFiles(files: number): Record<string, string> {
  const packages = Math.ceil(files / filesInPackage);
  const texts: Record<string, string> = {
    "go.mod": `module ${module}\n\ngo 1.21\n`,
    "go.sum": "",
  };
  for (let file = 0; file < files; file++) {
    const index = Math.floor(file / filesInPackage);
    const inPackage = file % filesInPackage;
    const folder = index === 0 ? "" : `${packageName(index)}/`;
    const name = `f${String(inPackage).padStart(2, "0")}.go`;
    texts[folder + name] =
      inPackage === 0
        ? firstFile(index, packages)
        : `package ${packageClause(index)}\n\nfunc f${inPackage}() int { return ${file} }\n`;
  }
  return texts;
}

/** The file of a package that imports others; in main it also makes the program. */
function firstFile(index: number, packages: number): string {
  const imported = Array.from(
    { length: importsOfPackage },
    (_, child) => index * importsOfPackage + child + 1,
  ).filter((child) => child < packages);
  const imports = imported.map((child) => `import "${module}/${packageName(child)}"\n`).join("");
  const sum = [String(index), ...imported.map((child) => `${packageName(child)}.Sum()`)].join(" + ");
  const main = index === 0 ? "\nfunc main() { println(Sum()) }\n" : "";
  return `package ${packageClause(index)}\n\n${imports}\nfunc Sum() int { return ${sum} }\n${main}`;
}

function packageClause(index: number): string {
  return index === 0 ? "main" : packageName(index);
}

function packageName(index: number): string {
  return `p${String(index).padStart(4, "0")}`;
}
