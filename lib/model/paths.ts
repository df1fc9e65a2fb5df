/** What a relative path says by itself. Knows no file system. */

/** Is it a path from a folder (`.`, `./x`, `../x`), as go tells them from import paths? */
export function isDotted(text: string): boolean {
  return /^\.{1,2}([\\/]|$)/.test(text);
}

/** Does a relative path lead out of its folder? `...` and `..x` are names like any other. */
export function leadsOut(relative: string): boolean {
  return /^\.\.([\\/]|$)/.test(relative) || /^([\\/]|[A-Za-z]:)/.test(relative);
}
