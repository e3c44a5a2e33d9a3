/** The page's style sheet: one column, system fonts, light and dark by the reader's preference. */
export const pageStyle: string = `
:root {
  --ink: #1f2328; --paper: #ffffff; --soft: #656d76; --line: #d8dee4; --code: #f6f8fa; --link: #0969da;
  --error: #fff1f0; --error-line: #d1242f;
  --red: #c0222c; --green: #1a7f37; --yellow: #9a6700; --blue: #0969da; --magenta: #8250df; --cyan: #1b7c83;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ink: #e6edf3; --paper: #0d1117; --soft: #8d96a0; --line: #30363d; --code: #161b22; --link: #4493f8;
    --error: #2d1618; --error-line: #f85149;
    --red: #ff7b72; --green: #3fb950; --yellow: #d29922; --blue: #58a6ff; --magenta: #bc8cff; --cyan: #39c5cf;
  }
}
body { margin: 0; background: var(--paper); color: var(--ink); font: 16px/1.55 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; }
main { max-width: 62rem; margin: 0 auto; padding: 1.5rem 1.25rem 4rem; }
h1, h2, h3, h4 { line-height: 1.25; margin: 1.4em 0 0.5em; }
h1 { font-size: 1.8rem; } h2 { font-size: 1.4rem; } h3 { font-size: 1.15rem; } h4 { font-size: 1rem; }
a { color: var(--link); }
pre, code { font-family: ui-monospace, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace; font-size: 0.86rem; }
pre { margin: 0; padding: 0.6rem 0.8rem; overflow-x: auto; line-height: 1.45; }
.markdown pre, .source { background: var(--code); border: 1px solid var(--line); border-radius: 6px; }
.cell { margin: 1rem 0; }
.source { display: flex; }
.source pre { flex: 1; min-width: 0; }
.count { order: 1; padding: 0.6rem; color: var(--soft); font: 0.75rem ui-monospace, monospace; }
.output { margin: 0.6rem 0; overflow-x: auto; }
.stderr { border-left: 3px solid var(--yellow); }
.error { background: var(--error); border-left: 3px solid var(--error-line); }
figure { margin: 0; }
figure img { max-width: 100%; height: auto; border-radius: 6px; }
figure.chart svg { border-radius: 6px; }
.markdown table { border-collapse: collapse; }
.markdown th, .markdown td { border: 1px solid var(--line); padding: 0.25rem 0.6rem; }
blockquote { margin: 0; padding-left: 1rem; border-left: 3px solid var(--line); color: var(--soft); }
math[display="block"] { margin: 0.8rem 0; }
.ansi-bold { font-weight: 600; } .ansi-underline { text-decoration: underline; }
.ansi-red { color: var(--red); } .ansi-green { color: var(--green); } .ansi-yellow { color: var(--yellow); }
.ansi-blue { color: var(--blue); } .ansi-magenta { color: var(--magenta); } .ansi-cyan { color: var(--cyan); }
.ansi-black, .ansi-white { color: inherit; }
`;
