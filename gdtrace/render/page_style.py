"""The style of web pages: what a part of a page needs, and what a page of its own adds."""

PART = """
.gdtrace { line-height: 1.5; overflow-wrap: break-word; }
.gdtrace math { font-family: "STIX Two Math", "Cambria Math", "Latin Modern Math", math;
  font-size: 1.05em; math-style: normal; }
.gdtrace h1, .gdtrace h2, .gdtrace h3, .gdtrace h4 { line-height: 1.3; text-align: start;
  break-after: avoid; }
.gdtrace h1 { font-size: 1.5em; margin: 0 0 .6em; }
.gdtrace h2 { font-size: 1.2em; margin: 2em 0 .5em; }
.gdtrace h3 { font-size: 1em; margin: 1.6em 0 .3em; }
.gdtrace h4 { font-size: 1em; margin: 1.2em 0 .3em; }
.gdtrace p { margin: .5em 0; max-width: 50em; text-align: start; }
.gdtrace .scroll { overflow-x: auto; margin: .6em 0 1em; }
.gdtrace table { border-collapse: collapse; font-variant-numeric: tabular-nums lining-nums;
  margin: 0; font-size: .95em; }
.gdtrace th, .gdtrace td { padding: .3em 1.2em .3em 0; text-align: left; vertical-align: baseline;
  background: none; border: 0; white-space: normal; }
.gdtrace th:last-child, .gdtrace td:last-child { padding-right: .2em; }
.gdtrace thead th { font-weight: 600; border-bottom: 2px solid rgb(128 128 128 / 70%); }
.gdtrace tbody tr { background: none; break-inside: avoid; }
.gdtrace .rows td { border-bottom: 1px solid rgb(128 128 128 / 25%); }
.gdtrace .number { white-space: nowrap; }
.gdtrace .caption td { padding: .9em 0 .2em; font-style: italic; }
.gdtrace .caption span { position: sticky; left: 0; display: inline-block;
  max-width: 88vw; }
.gdtrace .steps { margin-left: 1.2em; }
.gdtrace .steps td { padding: .2em .4em .2em 0; }
.gdtrace .steps td:first-child { text-align: right; white-space: nowrap; }
.gdtrace .remark { display: inline-block; padding-left: 2em; opacity: .8; }
.gdtrace .path { margin-left: 1.2em; max-width: none; line-height: 2.2; }
.gdtrace .path span { white-space: nowrap; }
.gdtrace figure { margin: 1em 0; overflow-x: auto; }
.gdtrace figure svg { max-width: 100%; height: auto; border-radius: .4em; }
@media (max-width: 40em) {
  .gdtrace .remark { display: block; padding-left: 0; }
  .gdtrace figure svg { min-width: 48em; }
  .gdtrace .steps, .gdtrace .path { margin-left: 0; }
  .gdtrace th, .gdtrace td { padding-right: .9em; }
}
"""

PAGE = """
:root { color-scheme: light dark; --ink: #1b1b1f; --paper: #fff; --link: #1d4f91; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e4e4e7; --paper: #17181c; --link: #8ab8f5; }
}
body { margin: 0; background: var(--paper); color: var(--ink);
  font-family: system-ui, "Segoe UI", Roboto, "Helvetica Neue", "DejaVu Sans", sans-serif; }
main { max-width: 72em; margin: 0 auto; padding: 1.5em 1.2em 3em; }
a { color: var(--link); }
nav ul { padding-left: 1.2em; }
article + article { border-top: 1px solid rgb(128 128 128 / 50%); margin-top: 3em;
  padding-top: 1.5em; }
@page { margin: 15mm; }
@media print {
  :root { color-scheme: light; --ink: #000; --paper: #fff; --link: #000; }
  body { font-size: 9pt; }
  main { max-width: none; padding: 0; }
  nav { display: none; }
  .gdtrace .scroll, .gdtrace figure { overflow: visible; }
  thead { display: table-header-group; }
  article + article { break-before: page; border: 0; margin: 0; padding: 0; }
}
"""
