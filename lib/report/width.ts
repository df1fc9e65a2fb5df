/** Measures and cuts text in terminal columns. Correct for CJK, accents and single emoji; joined emoji count each part. */

const noWidth = /[\p{Mn}\p{Me}\p{Cc}\p{Cf}\u1160-\u11ff]/u;
/** East Asian Wide and Fullwidth (Unicode TR 11), in blocks. */
const doubleWidth =
  /[\p{Emoji_Presentation}\u1100-\u115f\u2e80-\u303e\u3041-\u4dbf\u4e00-\ua4cf\ua960-\ua97f\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f900}-\u{1f9ff}\u{20000}-\u{3fffd}]/u;

function characterWidth(character: string): number {
  if (character >= " " && character <= "~") return 1;
  if (noWidth.test(character)) return 0;
  return doubleWidth.test(character) ? 2 : 1;
}

/** How many columns the text takes on a terminal. */
export function displayWidth(text: string): number {
  let width = 0;
  for (const character of text) width += characterWidth(character);
  return width;
}

/** The text, or as much of it as fits with a final `…`. */
export function cutToWidth(text: string, columns: number): string {
  if (displayWidth(text) <= columns) return text;
  let kept = "";
  let width = 1;
  for (const character of text) {
    width += characterWidth(character);
    if (width > columns) break;
    kept += character;
  }
  return `${kept.trimEnd()}…`;
}
