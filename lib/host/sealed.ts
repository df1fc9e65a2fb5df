/**
 * The texts that gowsl keeps for itself, with their digest in front: what was damaged, cut or edited is told from what
 * was written, whatever it says. Who writes one on purpose can say anything; what names paths is checked by who reads
 * it. Knows nothing of what the texts mean.
 */
import { digestText } from "./files.ts";

/** The digest stands as JSON, as what follows it mostly does. */
export function sealed(text: string): string {
  return `${sealOf(text)}\n${text}`;
}

/** The text that was sealed; undefined where it is another one by now. */
export function unsealed(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  const end = text.indexOf("\n");
  const rest = text.slice(end + 1);
  return text.slice(0, Math.max(end, 0)) === sealOf(rest) ? rest : undefined;
}

function sealOf(text: string): string {
  return JSON.stringify(digestText(text));
}
