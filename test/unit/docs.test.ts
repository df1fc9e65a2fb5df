/** Holds the documents to the code: commands, options, exit codes, config examples, the import table. */
import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { describe, expect, it, onTestFinished } from "vitest";
import { commands, globalOptions, taskOptions } from "../../lib/cli/commands.ts";
import { optionNames } from "../../lib/cli/options.ts";
import { exitCodes } from "../../lib/model/failure.ts";

const repository = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../..");
const english = read("README.md");
const chinese = read("README.zh-CN.md");

interface CodeBlock {
  language: string;
  text: string;
}

function read(file: string): string {
  return readFileSync(path.join(repository, file), "utf8").replaceAll("\r\n", "\n");
}

/** The fenced blocks of a document, in order. */
function codeBlocks(markdown: string): CodeBlock[] {
  return [...markdown.matchAll(/^```(\w*)\n([\s\S]*?)^```$/gm)].map(([, language = "", text = ""]) => ({
    language,
    text,
  }));
}

function prose(markdown: string): string {
  return markdown.replaceAll(/^```\w*\n[\s\S]*?^```$/gm, "");
}

/** The level of each heading, in order. */
function headingLevels(markdown: string): number[] {
  return [...prose(markdown).matchAll(/^(#+) \S/gm)].map(([, marks = ""]) => marks.length);
}

/** The cells of the first table whose head begins with this title. */
function tableRows(markdown: string, title: string): string[][] {
  const lines = markdown.split("\n");
  const head = lines.findIndex((line) => line.startsWith(`| ${title} |`));
  if (head === -1) return [];
  const end = lines.findIndex((line, index) => index > head && !line.startsWith("|"));
  return lines.slice(head + 2, end === -1 ? undefined : end).map((line) =>
    line
      .split("|")
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
}

describe("the two READMEs", () => {
  it("have headings of the same levels in the same order", () => {
    expect(headingLevels(english).length).toBeGreaterThan(10);
    expect(headingLevels(chinese)).toEqual(headingLevels(english));
  });

  it("have the same code blocks", () => {
    expect(codeBlocks(english).length).toBeGreaterThan(10);
    expect(codeBlocks(chinese)).toEqual(codeBlocks(english));
  });

  it("open with the two commands for a fresh machine", () => {
    const opening = codeBlocks(english).slice(0, 2);
    expect(opening.map(({ text }) => text)).toEqual(["npm ci && npm run example\n", "npm ci && npm test\n"]);
    expect(english.indexOf("npm ci && npm test")).toBeLessThan(english.indexOf("\n## "));
  });

  it.each(Object.entries({ "README.md": english, "README.zh-CN.md": chinese }))(
    "%s names every command, option and exit code",
    (_, text) => {
      const plain = prose(text);
      const absent = Object.keys(commands).filter((name) => !new RegExp(`\`gowsl ${name}[ \`]`).test(plain));
      const options = [
        ...globalOptions,
        ...taskOptions,
        ...Object.values(commands).flatMap((command) => command.options),
      ];
      const names = options.flatMap((option) => optionNames(option).names);
      const written = names.map((name) => (name.length === 1 ? `-${name}` : `--${name}`));
      absent.push(...new Set(written.filter((name) => !new RegExp(`\`${name}[ \`]`).test(plain))));
      const codes = [...plain.matchAll(/^\| (\d+) \|/gm)].map(([, code]) => Number(code));
      absent.push(
        ...Object.values(exitCodes)
          .filter((code) => !codes.includes(code))
          .map((code) => `exit code ${code}`),
      );
      expect(absent).toEqual([]);
    },
  );
});

describe("the configs in README.md and docs/tasks.md", () => {
  const configs = [english, read("docs/tasks.md")]
    .flatMap(codeBlocks)
    .filter(({ language, text }) => language === "ts" && text.includes("defineConfig"));

  it("are good configs", () => {
    expect(configs.length).toBeGreaterThan(3);
    expect(mistakesOf(configs.map(({ text }) => text))).toEqual(configs.map(() => []));
  });

  it("would be told from bad ones", () => {
    const bad = `import { defineConfig, go } from "gowsl";
      export default defineConfig({ tasks: { build: go.build({ packges: [] } as never) } });`;
    expect(mistakesOf([bad])).toEqual([
      ['tasks.build: "packges" is not a setting of go.build. Did you mean "packages"?'],
    ]);
  });
});

/** What the check of configs has against each text, from a process of its own: configs are programs. */
function mistakesOf(texts: string[]): string[][] {
  const folder = mkdtempSync(path.join(os.tmpdir(), "gowsl-docs-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const source = (file: string) => JSON.stringify(pathToFileURL(path.join(repository, file)).href);
  for (const [index, text] of texts.entries()) {
    writeFileSync(
      path.join(folder, `config${index}.mts`),
      text.replaceAll('from "gowsl"', `from ${source("lib/index.ts")}`),
    );
  }
  writeFileSync(
    path.join(folder, "check.mts"),
    `import { commands } from ${source("lib/cli/commands.ts")};
import { validateConfig } from ${source("lib/config/validate.ts")};
import { sentence } from ${source("lib/model/failure.ts")};
import { builtInTasks } from ${source("tasks/index.ts")};
const reserved = { commands: Object.keys(commands), replaceable: Object.keys(builtInTasks), included: new Map([["api:build", {}], ["tools:lint", {}]]) };
const mistakes = [];
for (let index = 0; index < ${texts.length}; index++) {
  const { default: config } = await import(\`./config\${index}.mts\`);
  const result = validateConfig(config, "config", reserved);
  mistakes.push(result.ok ? [] : result.failures.map((each) => sentence(each).replace("config: ", "")));
}
console.log(JSON.stringify(mistakes));
`,
  );
  const tsx = path.join(repository, "node_modules", "tsx", "dist", "cli.mjs");
  const printed = execFileSync(process.execPath, [tsx, path.join(folder, "check.mts")], { encoding: "utf8" });
  return JSON.parse(printed) as string[][];
}

describe("the import table of DESIGN.md", () => {
  const design = read("DESIGN.md");
  const rows = new Map(
    tableRows(design, "folder").map(([folder = "", mayImport = ""]) => [
      folder.replace(/\/$/, ""),
      mayImport,
    ]),
  );
  const entries = readdirSync(path.join(repository, "lib"), { withFileTypes: true });
  const folders = entries.flatMap((entry) => (entry.isDirectory() ? [`lib/${entry.name}`] : []));
  const files = entries.flatMap((entry) => (entry.isFile() ? [`lib/${entry.name}`] : []));

  it("has a row for every folder and file of lib/, and for tasks/", () => {
    const absent = [...folders, ...files, "tasks"].filter((name) => !rows.has(name));
    expect(absent).toEqual([]);
  });

  it("says which of its folders are not there yet", () => {
    const planned = [...rows.keys()].filter((name) => !existsSync(path.join(repository, name)));
    const [, said = ""] = /^Not there yet: (.*)\.$/m.exec(design) ?? [];
    expect([...said.matchAll(/`([^`]+)`/g)].map(([, name]) => name)).toEqual(planned);
  });

  it.each(folders)("%s imports nothing else of lib/", (folder) => {
    const mayImport = rows.get(folder) ?? "";
    if (mayImport === "all of lib") return;
    const allowed = mayImport === "nothing" ? [] : mayImport.split(", ");
    const imported = new Set(
      readdirSync(path.join(repository, folder)).flatMap((file) =>
        [...read(`${folder}/${file}`).matchAll(/(?:from |import\()"\.\.\/([^/"]+)/g)].map(
          ([, name]) => name!,
        ),
      ),
    );
    expect([...imported].filter((name) => !allowed.includes(name))).toEqual([]);
  });
});
