/**
 * Signed notes as golang.org/x/mod/sumdb/note has them: a text, a blank line, signatures by Ed25519 keys that
 * are known by name and hash. Knows nothing of what the text says.
 */
import { sha256, verifyEd25519 } from "../host/cryptography.ts";

/** A key that signatures are checked with: `name+hash+key`. */
export interface Verifier {
  name: string;
  /** First four bytes of the key's digest, in hex. */
  hash: string;
  key: Buffer;
}

export type NoteAnswer<Value> = { ok: true; value: Value } | { ok: false; kind: NoteProblem; reason: string };

export type NoteProblem = "malformed" | "unsigned" | "invalid-signature";

const algorithmEd25519 = 1;
const mostSignatures = 100;

/** Reads a key; a reason, as the rest of a sentence, where it is none. */
export function parseVerifier(
  text: string,
): { ok: true; verifier: Verifier } | { ok: false; reason: string } {
  const [name = "", hash = "", ...rest] = text.split("+");
  const key = decodeBase64(rest.join("+"));
  if (!isName(name) || !/^[0-9a-f]{8}$/i.test(hash) || key === undefined || key.length === 0) {
    return { ok: false, reason: "is no key of the form name+hash+key" };
  }
  if (keyHash(name, key) !== hash.toLowerCase()) return { ok: false, reason: "has a hash of another key" };
  if (key[0] !== algorithmEd25519) return { ok: false, reason: `is a key of an unknown kind (${key[0]})` };
  if (key.length !== 33) return { ok: false, reason: "is no Ed25519 key" };
  return { ok: true, verifier: { name, hash: hash.toLowerCase(), key: key.subarray(1) } };
}

/** The hash of a key: of its name and of the encoded key with the byte of its algorithm. */
export function keyHash(name: string, key: Buffer): string {
  return sha256(name, "\n", key).toString("hex", 0, 4);
}

/** The text of a note, if the key has signed it. A note may have signatures of others, too. */
export function openNote(message: Buffer, verifier: Verifier): NoteAnswer<string> {
  // Valid UTF-8 without control characters below U+0020 but for line feeds.
  const whole = message.toString("utf8");
  if (!Buffer.from(whole).equals(message) || /[^\P{Cc}\n\x7f-\x9f]/u.test(whole)) return malformed();
  const split = whole.lastIndexOf("\n\n");
  if (split < 0 || !whole.endsWith("\n")) return malformed();
  const text = whole.slice(0, split + 1);
  const lines = whole.slice(split + 2, -1).split("\n");
  if (lines.length > mostSignatures || whole.length === split + 2) return malformed();
  const others: string[] = [];
  let signed = false;
  for (const line of lines) {
    const [, name = "", encoded = ""] = /^— ([^ ]+) (.+)$/.exec(line) ?? [];
    const signature = decodeBase64(encoded);
    if (!isName(name) || signature === undefined || signature.length < 5) return malformed();
    const hash = signature.toString("hex", 0, 4);
    if (name !== verifier.name || hash !== verifier.hash) {
      others.push(`${name}+${hash}`);
    } else if (!signed) {
      if (!verifyEd25519(verifier.key, Buffer.from(text), signature.subarray(4))) {
        const reason = `bears a signature in the name of ${name}+${hash} that this key has not made`;
        return { ok: false, kind: "invalid-signature", reason };
      }
      signed = true;
    }
  }
  if (signed) return { ok: true, value: text };
  const reason = `is not signed by ${verifier.name}+${verifier.hash}, but by ${others.join(", ")}`;
  return { ok: false, kind: "unsigned", reason };
}

function malformed(): NoteAnswer<never> {
  return { ok: false, kind: "malformed", reason: "is no signed note" };
}

/** Not empty, without spaces and pluses. */
function isName(name: string): boolean {
  return name !== "" && !/[\s+\u0085]/u.test(name);
}

/** Standard base64 with padding and nothing else: Node's decoder takes nearly everything. */
export function decodeBase64(text: string): Buffer | undefined {
  const bytes = Buffer.from(text, "base64");
  return text !== "" && bytes.toString("base64") === text ? bytes : undefined;
}
