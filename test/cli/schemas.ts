/** Holds documents to the published schemas, and to nothing beside: a property that no schema tells of is a fault. */
import { readFileSync } from "node:fs";
import path from "node:path";
import { Ajv2020 } from "ajv/dist/2020.js";
import { expect } from "vitest";
import { repository } from "./rig.ts";

/** What checks documents by `docs/<name>.schema.json`. */
export function schemaCheck(name: string): (document: unknown) => void {
  const ajv = new Ajv2020({ strict: true, allowUnionTypes: true });
  // Others take the forms of results and failures from it.
  if (name !== "events") ajv.addSchema(closed(published("events")), "events.schema.json");
  const isGood = ajv.compile(closed(published(name)));
  return (document) =>
    expect({ document, errors: isGood(document) ? null : isGood.errors }).toEqual({ document, errors: null });
}

function published(name: string): object {
  return JSON.parse(readFileSync(path.join(repository, `docs/${name}.schema.json`), "utf8")) as object;
}

/** The schema without room for what it does not name. */
function closed<Value>(schema: Value): Value {
  if (Array.isArray(schema)) return schema.map(closed) as Value;
  if (typeof schema !== "object" || schema === null) return schema;
  const parts = Object.fromEntries(
    Object.entries(schema).map(([name, value]) => [name, closed(value as unknown)]),
  );
  const isObject = "properties" in schema && "required" in schema;
  return (isObject ? { ...parts, additionalProperties: false } : parts) as Value;
}
