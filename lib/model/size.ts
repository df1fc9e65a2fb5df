/** Reads sizes as people write them. Knows nothing of what is measured. */

/** `B`, and decimal (`GB`) or binary (`GiB`) multiples of it, as in IEC 80000-13. */
const form = /^(\d+(?:\.\d+)?)\s*(?:([kmgt])(i?))?b$/i;

/** Bytes of `5GB`, `500MB` or `1.5GiB`; undefined when it is no size. */
export function parseSize(text: string): number | undefined {
  const [, amount, prefix, binary] = form.exec(text.trim()) ?? [];
  if (amount === undefined) return undefined;
  const power = prefix === undefined ? 0 : "kmgt".indexOf(prefix.toLowerCase()) + 1;
  return Math.round(Number(amount) * (binary ? 1024 : 1000) ** power);
}
