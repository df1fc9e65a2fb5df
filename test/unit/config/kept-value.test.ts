/** A config's value as plain data and back: what is more than data is not kept. */
import { describe, expect, it } from "vitest";
import { plainText, plainValue, valueAgain, valueAt } from "../../../lib/config/kept-value.ts";

const run = () => {};

/** The value as it comes back; functions are told by their places. */
function again(value: unknown): unknown {
  const plain = plainValue(value, [])!;
  const read = { ...plain, data: JSON.parse(plainText(plain)) as unknown };
  return valueAgain(read, (place) => () => place.join("."));
}

describe("comes back as it was", () => {
  it.each<[what: string, value: unknown]>([
    ["settings", { targets: ["linux/amd64"], tasks: { a: { kind: "shell", command: "x", retries: 2 } } }],
    ["the order of settings", { b: 1, a: undefined, c: { "10": true, "9": null } }],
    ["a setting that is undefined", { tasks: { a: { outputs: undefined, inputs: [undefined] } } }],
    ["no setting", {}],
    ["text of all kinds", { a: "\u0000 \ud800 ü \u2028 \"'`" }],
    ["a name that is that of a prototype", JSON.parse('{ "__proto__": { "a": 1 }, "constructor": 2 }')],
    ["one value in two places", ((shared) => ({ a: shared, b: shared }))(["x"])],
  ])("%s", (_, value) => {
    const copy = again(value);
    expect(copy).toStrictEqual(value);
    expect(Object.keys(copy as object)).toEqual(Object.keys(value as object));
  });

  it("functions, each as what stands for it", () => {
    const copy = again({ tasks: { a: { run }, b: { before: ["x", run] } } });
    const call = (...place: string[]) => (valueAt(copy, place) as () => unknown)();
    expect(call("tasks", "a", "run")).toBe("tasks.a.run");
    expect(call("tasks", "b", "before", "1")).toBe("tasks.b.before.1");
    expect(valueAt(copy, ["tasks", "b", "before", "0"])).toBe("x");
  });
});

describe("is not kept", () => {
  const circle: Record<string, unknown> = {};
  circle["self"] = { circle };
  it.each<[what: string, value: unknown]>([
    ["a value with a class", { when: new URL("http://localhost") }],
    ["a regular expression", { a: /x/ }],
    ["a map", { a: new Map() }],
    ["a promise", Promise.resolve({})],
    ["what has no prototype", { a: Object.create(null) }],
    [
      "a getter",
      {
        get a() {
          return 1;
        },
      },
    ],
    ["a setting that is not seen", Object.defineProperty({}, "a", { value: 1 })],
    ["a symbol as a name", { [Symbol("a")]: 1 }],
    ["a symbol", { a: Symbol("a") }],
    ["a bigint", { a: 1n }],
    ["NaN", { a: NaN }],
    ["Infinity", { a: Infinity }],
    ["-0", { a: -0 }],
    ["a hole in a list", { a: Object.assign([1], { length: 2 }) }],
    ["a list with a setting", { a: Object.assign([1], { b: 2 }) }],
    ["a list of a class", { a: new (class extends Array {})() }],
    ["a circle", circle],
    ["a condition that is a function", { tasks: { a: { if: run } } }],
  ])("%s", (_, value) => {
    expect(plainValue(value, [])).toBeUndefined();
  });

  it.each<[what: string, value: unknown]>([
    ["as a value", { env: { TOKEN: "hunter22" } }],
    ["in a text", { tasks: { a: { command: "curl -u me:hunter22 x" } } }],
    ["as a name", { env: { hunter22: "x" } }],
    ["in parts", { env: { TOKEN: "my hunter" } }],
  ])("a secret %s", (_, value) => {
    expect(plainValue(value, ["hunter22"])).toBeUndefined();
    expect(plainValue(value, ["hunt23er", "hunte"])).toBeDefined();
  });
});

it.each<[what: string, place: string[]]>([
  ["no such setting", ["b"]],
  ["no such way", ["a", "b", "c"]],
  ["a value already", ["c"]],
  ["a prototype's", ["toString"]],
])("a place with %s is not filled", (_, place) => {
  const broken = { data: { a: null, c: 1 }, functions: [place], absent: [] };
  expect(() => valueAgain(broken, () => run)).toThrow("nothing at");
});
