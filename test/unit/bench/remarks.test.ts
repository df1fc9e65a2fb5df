import { expect, it } from "vitest";
import { formatDocument } from "../../../bench/documents.ts";
import { readRemarks } from "../../../bench/remarks.ts";
import { report, result } from "./rig.ts";

const text = `What holds for all.

## nothing-one: gowsl

A profile:

| ms | what |
| --- | --- |
| 40 | Node |

## start-up: gowsl (executable)

Why it was missed once.
`;

it("readRemarks takes a text apart by its headings", () => {
  const { opening, parts } = readRemarks(text);
  expect(opening).toBe("What holds for all.");
  expect([...parts.keys()]).toEqual(["nothing-one: gowsl", "start-up: gowsl (executable)"]);
  expect(parts.get("start-up: gowsl (executable)")).toBe("Why it was missed once.");
  expect(readRemarks("")).toEqual({ opening: "", parts: new Map() });
});

it("the document has at each missed goal by how much, and why or that nobody knows", () => {
  const cases = [
    result("nothing-one", { "node -e 0": [40], gowsl: [80] }),
    result("nothing-one", { "node -e 0": [40], gowsl: [90] }, { project: "gh" }),
    result("routing", { gowsl: [5] }, { project: "none" }),
    result("start-up", { "node -e 0": [40], "gowsl (executable)": [10] }, { project: "none" }),
  ];
  const told = formatDocument(report(cases), [], text);
  expect(told).toContain(`### Goals that are missed

#### nothing-one: gowsl

fzf: 2.000, where 1.6 x is the limit; gh: 2.250, where 1.6 x is the limit.

A profile:

| ms | what |
| --- | --- |
| 40 | Node |

#### routing: gowsl

none: 5.0 ms, where 3 ms is the limit.

Nobody has looked into it yet.

### Where gowsl loses`);
  expect(told).toContain("What holds for all.");
  expect(told).not.toContain("Why it was missed once.");
});
