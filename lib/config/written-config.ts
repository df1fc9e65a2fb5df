/** Imported tasks as the text of a gowsl.config.ts, for people to read and go on with. Pure. */
import { needsShell } from "../model/shell-words.ts";
import type { ImportedTask } from "./make-tasks.ts";

export interface WrittenSettings {
  /** As it was named: `Makefile`. */
  from: string;
  /** The shell of the recipes, with its flags: `sh -c`. */
  shell: string;
  exported: Readonly<Record<string, string>>;
  /** The task of make's default goal. */
  defaultTask?: string;
}

export function writtenConfig(tasks: readonly ImportedTask[], settings: WrittenSettings): string {
  const { from, shell, exported, defaultTask } = settings;
  const hasDefault = defaultTask !== undefined && !tasks.some(({ name }) => name === "default");
  const isInEnvironment = Object.keys(exported).length > 0;
  const texts = tasks.map((task) => taskText(task, isInEnvironment));
  if (hasDefault)
    texts.unshift(`    // What \`make\` makes.\n    default: task({ needs: [${string(defaultTask)}] }),`);
  const body = texts.join("\n");
  const code = body.replaceAll(/^ *\/\/[^\n]*$|"(?:\\.|[^"\\])*"|`(?:\\.|[^`\\])*`/gms, "");
  const words = ["defineConfig", "go", "serial", "sh", "task"].filter(
    (word) => word === "defineConfig" || new RegExp(`\\b${word}[.(]`).test(code),
  );
  const parts = [
    `// Imported from ${from} by \`gowsl import\`. Lines are as make has expanded them.`,
    `import { ${words.join(", ")} } from "gowsl";`,
  ];
  if (code.includes("recipe(")) parts.push(recipeText(shell));
  if (isInEnvironment) {
    const entries = Object.entries(exported).map(([name, value]) => `  ${name}: ${string(value)},`);
    parts.push(
      `/** What the Makefile exports, with the values of today. */\nconst env = {\n${entries.join("\n")}\n};`,
    );
  }
  return `${parts[0]}\n${parts.slice(1).join("\n\n")}\n\nexport default defineConfig({\n  tasks: {\n${body}\n  },\n});\n`;
}

/** Bash runs lines of gowsl with other settings than make's shell has: each line gets that shell. */
function recipeText(shell: string): string {
  return `/**
 * Lines as make runs them: each in a shell of its own, up to the first that fails. One that begins with "-" may fail.
 */
const recipe = (...lines: string[]) =>
  lines
    .map((line) => {
      const run = \`${shell} '\${line.replace(/^-/, "").replace(/'/g, "'\\\\''")}'\`;
      return line.startsWith("-") ? \`{ \${run} || true; }\` : run;
    })
    .join(" && ");`;
}

function taskText(task: ImportedTask, isInEnvironment: boolean): string {
  const { name, lines, needs, inputs, description } = task;
  const fields: string[] = [];
  if (description !== undefined) fields.push(`description: ${string(description)}`);
  if (needs.length === 1) fields.push(`needs: [${string(needs[0]!)}]`);
  // make, too, makes them one after the other, unless it is told -j.
  if (needs.length > 1) fields.push(`needs: serial(${needs.map(string).join(", ")})`);
  if (inputs.length > 0) fields.push(`inputs: [${inputs.map(string).join(", ")}]`);
  if (isInEnvironment && lines.length > 0) fields.push("env");
  const key = /^[A-Za-z_$][\w$]*$/.test(name) ? name : string(name);
  const comments = task.comments.map((each) => `    // ${each.replaceAll("\n", " ")}\n`).join("");
  return `${comments}    ${key}: ${callText(task, fields)},`;
}

function callText({ goTask, lines }: ImportedTask, fields: readonly string[]): string {
  const options = fields.length === 0 ? "" : optionsText(fields);
  if (goTask !== undefined) {
    const own = Object.entries(goTask.settings).map(([name, value]) => `${name}: ${valueText(value)}`);
    const all = [...own, ...fields];
    return `${goTask.word}(${all.length === 0 ? "" : optionsText(all)})`;
  }
  if (lines.length === 0) return `task(${options})`;
  const [only = ""] = lines;
  const isPlain = lines.length === 1 && !needsShell(only) && !only.startsWith("-");
  const texts = lines.map(string);
  const short = lines.length === 1 && texts[0]!.length < 80;
  const command = isPlain
    ? texts[0]!
    : short
      ? `recipe(${texts[0]})`
      : `recipe(\n${texts.map((text) => `        ${text},\n`).join("")}      )`;
  if (isPlain || short) return `sh(${command}${options === "" ? "" : `, ${options}`})`;
  return `sh(\n      ${command},${options === "" ? "" : `\n      ${options.replaceAll("\n", "\n  ")},`}\n    )`;
}

function optionsText(fields: readonly string[]): string {
  const line = `{ ${fields.join(", ")} }`;
  return line.length < 80 ? line : `{\n${fields.map((field) => `      ${field},\n`).join("")}    }`;
}

function valueText(value: unknown): string {
  if (typeof value === "string") return string(value);
  if (Array.isArray(value)) return `[${value.map(valueText).join(", ")}]`;
  if (typeof value !== "object" || value === null) return String(value);
  const entries = Object.entries(value).map(([name, each]) => `${string(name)}: ${valueText(each)}`);
  return `{ ${entries.join(", ")} }`;
}

/** In the quotes that leave most of it as it is. */
function string(text: string): string {
  if (!/["\\\n]/.test(text)) return JSON.stringify(text);
  return `\`${text.replace(/[\\`]|\$(?=\{)/g, "\\$&")}\``;
}
