import { describe, expect, it } from "vitest";
import { openNote, parseVerifier, type Verifier } from "../../../lib/toolchain/note.ts";
import { TestDatabase } from "./test-database.ts";

/** The example in the documentation of golang.org/x/mod/sumdb/note. */
const peterKey = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
const peterText =
  "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n";
const peterLine =
  "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n";
const enochLine =
  "— EnochRoot rwz+eBzmZa0SO3NbfRGzPCpDckykFXSdeX+MNtCOXm2/5n2tiOHp+vAF1aGrQ5ovTG01oOTGwnWLox33WWd1RvMc+QQ=\n";

function verifier(key: string): Verifier {
  const parsed = parseVerifier(key);
  if (!parsed.ok) throw new Error(parsed.reason);
  return parsed.verifier;
}

describe("parseVerifier", () => {
  it("knows Go's key of the checksum database", () => {
    const key = "sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8";
    expect(verifier(key)).toMatchObject({ name: "sum.golang.org", hash: "033de0ae" });
  });

  it.each([
    ["", "is no key of the form name+hash+key"],
    ["sum.golang.org", "is no key of the form name+hash+key"],
    [peterKey.replace("PeterNeumann", "Peter Neumann"), "is no key of the form name+hash+key"],
    [peterKey.replace("c74f20a3", "c74f20a"), "is no key of the form name+hash+key"],
    [peterKey.replace("10TW", "10T"), "is no key of the form name+hash+key"],
    [`${peterKey}!`, "is no key of the form name+hash+key"],
    [peterKey.replace("c74f20a3", "c74f20a4"), "has a hash of another key"],
    [peterKey.replace("PeterNeumann", "PeterNeuman"), "has a hash of another key"],
  ])("refuses %j", (key, reason) => {
    expect(parseVerifier(key)).toEqual({ ok: false, reason });
  });
});

describe("openNote", () => {
  const peter = verifier(peterKey);
  const open = (text: string | Buffer, by = peter) => {
    const note = openNote(Buffer.from(text), by);
    return note.ok ? note.value : `${note.kind}: ${note.reason}`;
  };

  it("gives the text of a note that the key has signed", () => {
    expect(open(`${peterText}\n${peterLine}`)).toBe(peterText);
    expect(open(`${peterText}\n${peterLine}${enochLine}`)).toBe(peterText);
    expect(open(`${peterText}\n${enochLine}${peterLine}${peterLine}`)).toBe(peterText);
  });

  it("signs and opens with keys made here", () => {
    const database = new TestDatabase();
    expect(open(database.note("text\n\nwith a blank line\n"), verifier(database.key))).toBe(
      "text\n\nwith a blank line\n",
    );
  });

  it("takes no other's signature", () => {
    expect(open(`${peterText}\n${enochLine}`)).toBe(
      "unsigned: is not signed by PeterNeumann+c74f20a3, but by EnochRoot+af0cfe78",
    );
    // The same name, another key.
    const [real, forger] = [new TestDatabase(), new TestDatabase()];
    expect(open(forger.note("text\n"), verifier(real.key))).toMatch(
      /^unsigned: is not signed by sum\.example\.com\+[0-9a-f]{8}, but by sum\.example\.com\+[0-9a-f]{8}$/,
    );
  });

  it("notices a changed text, name and signature", () => {
    const invalid =
      "invalid-signature: bears a signature in the name of PeterNeumann+c74f20a3 that this key has not made";
    expect(open(`${peterText.replace("your problem is", "my problem is")}\n${peterLine}`)).toBe(invalid);
    expect(open(`${peterText}\n${peterLine.replace("ZJku", "ZJkv")}`)).toBe(invalid);
    expect(open(`${peterText}\n${peterLine.replace("Neumann", "Pan")}`)).toMatch(/^unsigned: /);
  });

  it.each([
    ["nothing", ""],
    ["no blank line", `${peterText}${peterLine}`],
    ["no signature", `${peterText}\n`],
    ["no line feed at the end", `${peterText}\n${peterLine.trimEnd()}`],
    ["no dash", `${peterText}\n${peterLine.replace("— ", "- ")}`],
    ["no base64", `${peterText}\n${peterLine.replace("=", "")}`],
    ["a short signature", `${peterText}\n— PeterNeumann x08go/==\n`],
    ["a carriage return", `${peterText}\n${peterLine}`.replace("\n", "\r\n")],
    ["bytes that are no UTF-8", Buffer.concat([Buffer.of(0xff), Buffer.from(`${peterText}\n${peterLine}`)])],
    ["a page of a hotel", "<html><body>Sign in</body></html>\n"],
    ["too many signatures", `${peterText}\n${enochLine.repeat(200)}${peterLine}`],
  ])("refuses %s", (_what, text) => {
    expect(open(text)).toBe("malformed: is no signed note");
  });
});
