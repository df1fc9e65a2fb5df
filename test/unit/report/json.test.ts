import { expect, it } from "vitest";
import { createJsonReporter } from "../../../lib/report/json.ts";

it("writes each event as one line", () => {
  let text = "";
  const emit = createJsonReporter((line) => (text += line));
  emit({ type: "run-started", steps: ["a"], root: "/r" });
  emit({ type: "output", step: "a", stream: "stdout", text: "one\ntwo\u2028" });
  expect(text).toBe(
    `{"type":"run-started","steps":["a"],"root":"/r"}\n` +
      `{"type":"output","step":"a","stream":"stdout","text":"one\\ntwo\u2028"}\n`,
  );
});
