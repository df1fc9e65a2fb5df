import { describe, expect, it } from "vitest";
import {
  configWithVersion,
  withConfigVersion,
  withNewConfigVersion,
  withToolchainLine,
  withVersionLine,
} from "../../../lib/go/written-version.ts";

describe("withConfigVersion", () => {
  it("changes the version and nothing else", () => {
    const config = [
      'import { defineConfig } from "gowsl";',
      '// go: { version: "1.25.0" }',
      "export default defineConfig({",
      '  go: { goroot: "x", // version: "1.25.0"',
      '    version: "1.25.0" },',
      '  tasks: { build: { version: "1.25.0" } },',
      "});",
    ].join("\r\n");
    const written = withConfigVersion(config, "1.25.0", "1.26.x");
    expect(written).toEqual({
      text: config.replace('    version: "1.25.0"', '    version: "1.26.x"'),
      line: 5,
    });
  });

  it.each([
    ["the value comes from elsewhere", "go: { version: wanted }"],
    ["it stands there twice", 'go: { version: "1.25.0" }, other: { go: { version: "1.25.0" } }'],
    ["it stands in a comment only", '/* go: { version: "1.25.0" } */ go: { version: v }'],
    ["another value stands there", 'go: { version: "1.24.0" }'],
  ])("leaves it alone where %s", (_, config) => {
    expect(withConfigVersion(config, "1.25.0", "1.26.8")).toBeUndefined();
  });
});

describe("withNewConfigVersion", () => {
  const setting = 'go: { version: "1.26.x" }';

  it.each<[name: string, before: string, hasGo: boolean, after: string, line: number]>([
    [
      "adds it as the first setting",
      "export default defineConfig({\n  tasks: {},\n});\n",
      false,
      `export default defineConfig({\n  ${setting},\n  tasks: {},\n});\n`,
      2,
    ],
    [
      "as others are indented, with their line ends",
      "// export default {\r\nexport default {\r\n\ttasks: {},\r\n};\r\n",
      false,
      `// export default {\r\nexport default {\r\n\t${setting},\r\n\ttasks: {},\r\n};\r\n`,
      3,
    ],
    ["in one line", "export default { tasks: {} };", false, `export default { ${setting}, tasks: {} };`, 1],
    [
      "in one line without blanks",
      "export default {tasks: {}};",
      false,
      `export default { ${setting}, tasks: {}};`,
      1,
    ],
    [
      "into an empty one",
      "export default defineConfig({});",
      false,
      `export default defineConfig({ ${setting} });`,
      1,
    ],
    [
      "into an empty one with a line",
      "export default {\n};\n",
      false,
      `export default {\n  ${setting},\n};\n`,
      2,
    ],
    [
      "into its go",
      'export default {\n  go: { side: "wsl" },\n};\n',
      true,
      'export default {\n  go: { version: "1.26.x", side: "wsl" },\n};\n',
      2,
    ],
  ])("%s", (_, before, hasGo, after, line) => {
    expect(withNewConfigVersion(before, hasGo, "1.26.x")).toEqual({ text: after, line });
  });

  it.each([
    ["the config comes from elsewhere", "const config = {};\nexport default config;\n", false],
    ["its go does", "export default { go };\n", true],
    ["there are two that may be its go", "export default { go: {}, tasks: { go: {} } };\n", true],
  ])("leaves it alone where %s", (_, config, hasGo) => {
    expect(withNewConfigVersion(config, hasGo, "1.26.x")).toBeUndefined();
  });

  it("knows what it adds to", () => {
    const { text, line } = configWithVersion("1.26.x");
    expect(text.split("\n")[line - 1]).toBe(`  ${setting},`);
    expect(withConfigVersion(text, "1.26.x", "1.27.x")).toMatchObject({ line });
  });
});

describe("withToolchainLine", () => {
  it.each<[name: string, before: string, after: string, line: number]>([
    [
      "replaces the line",
      "module x\n\ngo 1.21\n\ntoolchain go1.22.0 // why\n",
      "module x\n\ngo 1.21\n\ntoolchain go1.26.8 // why\n",
      5,
    ],
    ["adds it behind the go line", "module x\n\ngo 1.21\n", "module x\n\ngo 1.21\n\ntoolchain go1.26.8\n", 5],
    [
      "adds it before what follows",
      "go 1.21 // x\n\nrequire a v1\n",
      "go 1.21 // x\n\ntoolchain go1.26.8\n\nrequire a v1\n",
      3,
    ],
    ["keeps line ends", "go 1.21\r\n", "go 1.21\r\n\r\ntoolchain go1.26.8\r\n", 3],
    ["closes an open line", "module x\ngo 1.21", "module x\ngo 1.21\n\ntoolchain go1.26.8\n", 4],
    [
      "is not misled by comments",
      "// toolchain go1.0\n// go 1.0\ngo 1.21\n",
      "// toolchain go1.0\n// go 1.0\ngo 1.21\n\ntoolchain go1.26.8\n",
      5,
    ],
  ])("%s", (_, before, after, line) => {
    expect(withToolchainLine(before, "1.26.8")).toEqual({ text: after, line });
  });

  it("needs a go line", () => {
    expect(withToolchainLine("module x\n", "1.26.8")).toBeUndefined();
  });
});

describe("withVersionLine", () => {
  it.each<[before: string, after: string, line: number]>([
    ["1.25.0\n", "1.26.8\n", 1],
    ["# why\n  go1.25.0 # because\n", "# why\n1.26.8 # because\n", 2],
    ["1.25.0\r\n", "1.26.8\r\n", 1],
    ["", "1.26.8\n", 1],
    ["# none\n", "# none\n1.26.8\n", 2],
  ])("%j -> %j", (before, after, line) => {
    expect(withVersionLine(before, "1.26.8")).toEqual({ text: after, line });
  });
});
