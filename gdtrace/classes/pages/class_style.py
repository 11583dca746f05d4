"""The style of the page about a class: its tables, and the colours of what became of marks."""

CLASS = """
:root { --right: #e3f3e6; --wrong: #fdecd0; --not-run: #f9d9d6; --blank: #e3ddf6;
  --right-ink: #1d5c2c; --wrong-ink: #7a4a00; --not-run-ink: #8f1f16; --blank-ink: #4a2f96; }
@media (prefers-color-scheme: dark) {
  :root { --right: #17331f; --wrong: #40300f; --not-run: #4a1f1b; --blank: #33285c;
    --right-ink: #9fdcae; --wrong-ink: #f2c879; --not-run-ink: #f5aaa2; --blank-ink: #c9b9ff; }
}
main.gdtrace { max-width: 96em; }
.gdtrace caption { text-align: left; padding: 0 0 .5em; opacity: .85; max-width: 50em; }
.gdtrace .scroll > table { min-width: min(36em, 100%); }
.gdtrace nav ul { display: flex; flex-wrap: wrap; gap: .2em 1.6em; list-style: none; padding: 0; }
.gdtrace .wide { overflow: auto; max-height: 85vh; margin: .6em 0 1em; }
.gdtrace .wide:focus-visible { outline: 2px solid var(--link); }
.gdtrace table.marks { border-collapse: separate; border-spacing: 0; font-size: .88em; }
.gdtrace .marks th, .gdtrace .marks td { padding: .25em .7em; white-space: nowrap;
  border-bottom: 1px solid rgb(128 128 128 / 25%); }
.gdtrace .marks thead th { position: sticky; top: 0; z-index: 2; background: var(--paper);
  white-space: normal; min-width: 5.2em; max-width: 8em; vertical-align: bottom; }
.gdtrace .marks tbody th, .gdtrace .marks tfoot th { position: sticky; left: 0; z-index: 1;
  background: var(--paper); font-weight: 500; text-align: left; max-width: 32em; overflow: hidden;
  text-overflow: ellipsis; }
.gdtrace .marks thead th:first-child { left: 0; z-index: 3; }
.gdtrace .marks tfoot th, .gdtrace .marks tfoot td { border-top: 2px solid rgb(128 128 128 / 70%);
  border-bottom: 0; }
.gdtrace .marks b { display: inline-block; min-width: 2.2em; font-weight: 600; }
.gdtrace .points { text-align: right; }
.gdtrace td.passed { background: var(--right); color: var(--right-ink); }
.gdtrace td.failed { background: var(--wrong); color: var(--wrong-ink); }
.gdtrace td.not_run { background: var(--not-run); color: var(--not-run-ink); }
.gdtrace td.error { background: var(--blank); color: var(--blank-ink); }
.gdtrace .hand { font-style: italic; }
.gdtrace .counts td, .gdtrace .counts th { vertical-align: top; }
.gdtrace .counts th[scope="row"] { font-weight: 500;
  border-bottom: 1px solid rgb(128 128 128 / 25%); }
.gdtrace .who { font-size: .9em; opacity: .85; min-width: 14em; max-width: 48em; }
.gdtrace .lecture { border-top: 1px solid rgb(128 128 128 / 50%); padding-top: .6em; }
.gdtrace .quiet { opacity: .8; font-size: .92em; }
@page { size: A4 landscape; margin: 12mm; }
@media print {
  :root { --right: #e3f3e6; --wrong: #fdecd0; --not-run: #f9d9d6; --blank: #e3ddf6;
    --right-ink: #000; --wrong-ink: #000; --not-run-ink: #000; --blank-ink: #000; }
  .gdtrace .wide { overflow: visible; max-height: none; }
  .gdtrace .marks thead th, .gdtrace .marks tbody th, .gdtrace .marks tfoot th {
    position: static; min-width: 0; }
  .gdtrace .marks tbody th { overflow-wrap: anywhere; min-width: 8em; }
  .gdtrace .marks b { min-width: 1.6em; }
  .gdtrace .marks tfoot { display: table-row-group; }
  .gdtrace table.marks { font-size: 6.5pt; }
  .gdtrace .marks th, .gdtrace .marks td { padding: .15em .25em; white-space: normal; }
  .gdtrace td { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  .gdtrace .counts tbody tr { break-inside: auto; }
  .gdtrace .lecture { break-before: page; border: 0; }
}
"""
