/**
 * What this process has asked the file system, as the functions of files.ts note it: an answer that
 * was found so holds as long as each of these questions has the same answer. Knows nothing of why.
 */

/**
 * `content` was read; of a `stat` a part of it, which is not read twice; of `names` the listing
 * mattered; of `type` only what is there; of `link` where links lead.
 */
export type LookKind = "content" | "stat" | "names" | "type" | "link";

export interface Look {
  path: string;
  kind: LookKind;
  /** Was there anything? */
  found: boolean;
}

const looks = new Map<string, Look>();
let isNoting = true;

/** Notes a question. The first answer stays: what changes later must be seen as a change. */
export function noteLook(path: string, kind: LookKind, found: boolean): void {
  const question = `${kind} ${path}`;
  if (isNoting && !looks.has(question)) looks.set(question, { path, kind, found });
}

/** Does what asks for the sake of a note only: nothing that is done rests on it. */
export function withoutLooks<Value>(ask: () => Value): Value {
  isNoting = false;
  try {
    return ask();
  } finally {
    isNoting = true;
  }
}

/** Every question so far. */
export function notedLooks(): Look[] {
  return [...looks.values()];
}
