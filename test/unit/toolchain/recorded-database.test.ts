import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { lookUp } from "../../../lib/toolchain/checksum-database.ts";
import { parseGosumdb } from "../../../lib/toolchain/checksum-setting.ts";
import { impatient, serve, temporaryFolder } from "./servers.ts";

/** What the real database has answered once: see the file's own `source`. */
const { answers } = JSON.parse(
  readFileSync(path.join(import.meta.dirname, "../../fixtures/checksum-database.json"), "utf8"),
) as { answers: Record<string, string> };

const target = "lookup/golang.org/toolchain@v0.0.1-go1.21.0.linux-amd64";

async function ask(changed: Record<string, (answer: Buffer) => Buffer> = {}) {
  const { base, requests } = await serve((request, response) => {
    const file = (request.url ?? "").slice(1);
    const text = answers[file];
    if (text === undefined) return void response.writeHead(404).end();
    const answer = Buffer.from(text, file.startsWith("tile/") ? "base64" : "utf8");
    response.end(changed[file]?.(answer) ?? answer);
  });
  const parsed = parseGosumdb("sum.golang.org");
  if (!parsed.ok) throw new Error(parsed.reason);
  const { verifier } = parsed.setting;
  const setting = { verifier, address: base, folder: temporaryFolder(), reach: impatient };
  const answer = await lookUp(setting, "golang.org/toolchain", "v0.0.1-go1.21.0.linux-amd64");
  return { answer, requests };
}

describe("recorded answers of sum.golang.org", () => {
  it("prove the h1 of a release in a tree of 66 million records, with Go's own key", async () => {
    const { answer, requests } = await ask();
    expect(answer).toEqual({
      ok: true,
      h1: "h1:sJnPYT2iSG+UDbXIDjwfgOVbLmKWLr239Dg9I2xF57Y=",
      record: 18_938_547,
      treeSize: 66_398_721,
    });
    expect(requests.toSorted()).toEqual(
      Object.keys(answers)
        .map((file) => `/${file}`)
        .toSorted(),
    );
  });

  it("prove nothing with one bit flipped in any of them", async () => {
    for (const file of Object.keys(answers)) {
      // Of a tile every bit counts; of the answer the letters before the h1 do, too.
      const { answer } = await ask({
        [file]: (bytes) => {
          const copy = Buffer.from(bytes);
          copy[file === target ? 40 : copy.length - 7]! ^= 1;
          return copy;
        },
      });
      expect([file, answer.ok ? "accepted" : answer.problem]).toEqual([
        file,
        file === target ? "unproven-record" : "inconsistent-tile",
      ]);
    }
  });
});
