/**
 * The frame of every page that gowsl writes: one file that needs nothing else and asks nobody (its own policy forbids
 * it), light or dark as the reader has it. Pure; knows nothing of what is on the page.
 */

export interface PageParts {
  title: string;
  /** HTML. */
  body: string;
  css: string;
  script: string;
}

const base = `
:root { color-scheme: light dark;
  --back: #fff; --soft: #f3f5f8; --line: #c9d0da; --text: #1b2430; --faint: #55606f; --accent: #0b5cad;
  --good: #1a7f4b; --kept: #3d6fb4; --bad: #c02634; --calm: #8a94a3; --mark: #b35900; }
@media (prefers-color-scheme: dark) { :root {
  --back: #14181f; --soft: #1d232d; --line: #3a4453; --text: #e6eaf0; --faint: #a3aebd; --accent: #7db8f5;
  --good: #46b97e; --kept: #6f9fe0; --bad: #f0717b; --calm: #7d8999; --mark: #e8a04c; } }
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 1.25rem clamp(.75rem, 3vw, 2.5rem) 3rem; max-width: 100rem; background: var(--back);
  color: var(--text); font: 15px/1.5 system-ui, sans-serif; }
h1 { font-size: 1.45rem; margin: 0 0 .25rem; } h2 { font-size: 1.1rem; margin: 2rem 0 .5rem; }
a { color: var(--accent); } code, pre { font-family: ui-monospace, Menlo, Consolas, monospace; font-size: .9em; }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
.faint { color: var(--faint); }
button, input, select { font: inherit; color: inherit; background: var(--soft); border: 1px solid var(--line);
  border-radius: 6px; padding: .2rem .7rem; }
.scroll { overflow: auto; border: 1px solid var(--line); border-radius: 8px; background: var(--soft); }
label { display: inline-flex; align-items: center; gap: .4rem; }
.tools { display: flex; flex-wrap: wrap; gap: .5rem; align-items: center; margin: .75rem 0; }
`;

/** The whole text of the page. */
export function formatPage({ title, body, css, script }: PageParts): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'">
<title>${escapeHtml(title)}</title>
<style>${base}${css}</style>
</head>
<body>
${body}
<script>${script}</script>
</body>
</html>
`;
}

/** Text as it may stand in HTML, also within quotes. Signs that a terminal would obey are none here. */
export function escapeHtml(text: string): string {
  const [first = "", ...rest] = text.split("\u001b[");
  const plain = [first, ...rest.map((part) => part.replace(/^[\d;?]*[A-Za-z]/, ""))]
    .join("")
    .replace(/(?![\t\n])\p{Cc}/gu, "");
  return plain
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;")
    .replaceAll("'", "&#39;");
}
