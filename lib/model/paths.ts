/** What a relative path says by itself. Knows no file system. */

/** Does a relative path lead out of its folder? `...` and `..x` are names like any other. */
export function leadsOut(relative: string): boolean {
  return /^\.\.([\\/]|$)/.test(relative) || /^([\\/]|[A-Za-z]:)/.test(relative);
}
