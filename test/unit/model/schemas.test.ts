/** The schemas tell of every type and property of the model that they are of, and of no other. */
import { readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { parsers } from "prettier/plugins/typescript";
import { describe, expect, it } from "vitest";
import { exitCodes } from "../../../lib/model/failure.ts";

const repository = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../../..");
const read = (file: string) => readFileSync(path.join(repository, file), "utf8");

interface Schema {
  enum?: string[];
  const?: unknown;
  required?: string[];
  properties?: Record<string, Schema>;
}

const schema = JSON.parse(read("docs/events.schema.json")) as {
  oneOf: Schema[];
  $defs: Record<string, Schema>;
};
const plan = JSON.parse(read("docs/plan.schema.json")) as { $defs: Record<string, Schema> };
const host = JSON.parse(read("docs/host.schema.json")) as Schema;

/** Properties, `?` behind those that may be missing. */
type Members = string[];

interface SyntaxNode {
  type?: string;
  id?: { name: string };
  key?: { name: string };
  optional?: boolean;
  value?: unknown;
  literal?: { value: unknown };
  typeAnnotation?: SyntaxNode;
  body?: { body: SyntaxNode[] } | SyntaxNode[];
  members?: SyntaxNode[];
  types?: SyntaxNode[];
  declaration?: SyntaxNode;
}

/** What a source declares, by name. */
function declarations(file: string): Map<string, SyntaxNode> {
  const options = { filepath: file } as Parameters<typeof parsers.typescript.parse>[1];
  const program = parsers.typescript.parse(read(file), options) as unknown as { body: SyntaxNode[] };
  return new Map(
    program.body.flatMap((node) => {
      const declaration = node.declaration ?? node;
      return declaration.id ? [[declaration.id.name, declaration] as const] : [];
    }),
  );
}

function membersOf(nodes: readonly SyntaxNode[]): Members {
  return nodes.map(({ key, optional }) => `${key!.name}${optional ? "?" : ""}`).toSorted();
}

function interfaceMembers(node: SyntaxNode | undefined): Members {
  return membersOf((node!.body as { body: SyntaxNode[] }).body);
}

function schemaMembers({ properties = {}, required = [] }: Schema): Members {
  return Object.keys(properties)
    .map((name) => `${name}${required.includes(name) ? "" : "?"}`)
    .toSorted();
}

const model = declarations("lib/model/event.ts");

describe("docs/events.schema.json", () => {
  it("has every event of lib/model/event.ts with its properties (a new one belongs there, too)", () => {
    const events = model.get("Event")!.typeAnnotation!.types!.map(({ members = [] }) => {
      const type = members.find(({ key }) => key!.name === "type")!.typeAnnotation!.typeAnnotation!;
      return [type.literal!.value, membersOf(members)];
    });
    expect(events.length).toBeGreaterThan(8);
    expect(schema.oneOf.map((each) => [each.properties!["type"]!.const, schemaMembers(each)])).toEqual(
      events,
    );
  });

  it.each([
    ["lib/model/event.ts", "Artifact", "artifact"],
    ["lib/model/event.ts", "StepResult", "result"],
    ["lib/model/failure.ts", "Failure", "failure"],
  ])("has what %s says of %s", (file, name, definition) => {
    expect(schemaMembers(schema.$defs[definition]!)).toEqual(interfaceMembers(declarations(file).get(name)));
  });

  it("has the outcomes and families", () => {
    const outcomes = model.get("Outcome")!.typeAnnotation!.types!.map(({ literal }) => literal!.value);
    expect(schema.$defs["outcome"]!.enum).toEqual(outcomes);
    expect(schema.$defs["failure"]!.properties!["family"]!.enum).toEqual(Object.keys(exitCodes));
  });
});

describe("docs/plan.schema.json", () => {
  const declared = declarations("lib/model/plan.ts");
  const base = interfaceMembers(declared.get("StepBase"));

  it.each([
    ["BuildStep", "build"],
    ["CommandStep", "commands"],
    ["TestStep", "tests"],
    ["GroupStep", "group"],
  ])("has what lib/model/plan.ts says of %s", (name, definition) => {
    const members = [...base, ...interfaceMembers(declared.get(name))].toSorted();
    expect(schemaMembers(plan.$defs[definition]!)).toEqual(members);
  });

  it.each([
    ["BuildUnit", "unit"],
    ["FilePattern", "filePattern"],
    ["Declared", "declared"],
    ["TestRun", "testRun"],
  ])("has what it says of %s", (name, definition) => {
    expect(schemaMembers(plan.$defs[definition]!)).toEqual(interfaceMembers(declared.get(name)));
  });

  it("has the plan itself, and what would be done of it", () => {
    const members = [...interfaceMembers(declared.get("Plan")), "now?"].toSorted();
    expect(schemaMembers(plan.$defs["plan"]!)).toEqual(members);
  });
});

it("docs/host.schema.json has what lib/model/host.ts says of a report", () => {
  const declared = declarations("lib/model/host.ts");
  const members = ["Host", "HostReport"].flatMap((name) => interfaceMembers(declared.get(name)));
  expect(schemaMembers(host)).toEqual(members.toSorted());
});
