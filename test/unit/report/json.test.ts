import { expect, it } from "vitest";
import { outputEvent } from "../../../lib/model/printed.ts";
import { createJsonReporter } from "../../../lib/report/json.ts";

it("writes each event as one line", () => {
  let text = "";
  const emit = createJsonReporter((line) => (text += line));
  emit({ type: "run-started", steps: ["a"], root: "/r" });
  emit({ type: "output", step: "a", stream: "stdout", text: "one\ntwo\u2028" });
  const latin = { text: "\uFFFD", base64: "6Q==", bytes: Buffer.from([0xe9]) };
  emit(outputEvent("a", "stderr", latin));
  expect(text).toBe(
    `{"type":"run-started","steps":["a"],"root":"/r"}\n` +
      `{"type":"output","step":"a","stream":"stdout","text":"one\\ntwo\u2028"}\n` +
      `{"type":"output","step":"a","stream":"stderr","text":"\uFFFD","base64":"6Q=="}\n`,
  );
});
