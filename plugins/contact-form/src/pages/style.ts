/** One sheet for all pages, sent along with each: no second request, nothing to cache wrongly. */
export const STYLE = `
:root {
  --ink: #16202a; --soft: #56636f; --line: #8a97a3; --hair: #dfe4e8; --paper: #fff; --ground: #f3f5f6;
  --accent: #0f766e; --accent-dark: #0b5a54; --tint: #e9f5f3; --tint-line: #c5e4df; --press: #0b5a54; --wrong: #b42318; --wrong-tint: #fdf1f0;
  font: 1rem/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif;
  color: var(--ink); -webkit-text-size-adjust: 100%;
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--ground); }
main { max-width: 36rem; margin: 0 auto; padding: 3rem 1rem 4rem; }
h1 { font-size: 1.75rem; line-height: 1.2; margin: 0 0 .5rem; letter-spacing: -.01em; overflow-wrap: anywhere; }
h2 { font-size: 1.125rem; line-height: 1.3; margin: 0 0 1rem; }
p { margin: 0 0 1rem; overflow-wrap: anywhere; }
a { color: var(--accent-dark); }
a:focus-visible, button:focus-visible, input:focus-visible, textarea:focus-visible, [tabindex]:focus-visible {
  outline: 3px solid var(--accent); outline-offset: 2px; }
[tabindex="-1"]:focus-visible { outline: none; }
.intro { color: var(--soft); white-space: pre-line; }
.card { background: var(--paper); border: 1px solid var(--hair); border-radius: 12px; padding: 1.5rem; margin: 1.5rem 0 0;
  box-shadow: 0 1px 2px rgb(22 32 42 / .05); }
.card > :last-child { margin-bottom: 0; }
.field { margin: 0 0 1.25rem; }
label { display: block; font-weight: 600; margin: 0 0 .375rem; }
.optional, .help, .soft { color: var(--soft); font-weight: 400; font-size: .875rem; }
.help { margin: 0 0 .375rem; }
input[type=text], input[type=email], textarea, .copy {
  display: block; width: 100%; font: inherit; color: inherit; background: var(--paper); padding: .625rem .75rem;
  border: 1px solid var(--line); border-radius: 8px; }
textarea { min-height: 9rem; max-height: 60vh; field-sizing: content; resize: vertical; }
input[type=file] { display: block; width: 100%; font: inherit; font-size: .9375rem; padding: .625rem .75rem;
  border: 1px dashed var(--line); border-radius: 8px; }
::file-selector-button { font: inherit; font-weight: 600; color: var(--accent-dark); background: var(--tint); border: 0;
  border-radius: 6px; padding: .375rem .875rem; margin: 0 .75rem 0 0; cursor: pointer; }
.keep { display: flex; gap: .5rem; align-items: center; font-weight: 400; min-height: 2.75rem; overflow-wrap: anywhere; }
.keep input { width: 1.25rem; height: 1.25rem; flex: none; accent-color: var(--accent); }
.invalid input, .invalid textarea { border-color: var(--wrong); box-shadow: inset 0 0 0 1px var(--wrong); }
.error { color: var(--wrong); font-size: .9375rem; margin: .375rem 0 0; }
.errors { background: var(--wrong-tint); border: 1px solid var(--wrong); border-radius: 8px; padding: .875rem 1rem; margin: 0 0 1.5rem; }
.errors p, .errors ul { margin: 0; }
.errors ul { padding-left: 1.25rem; }
.errors a { color: var(--wrong); }
button, .button { display: inline-block; font: inherit; font-weight: 600; color: #fff; background: var(--accent); border: 0;
  border-radius: 8px; padding: .75rem 1.5rem; min-height: 2.75rem; cursor: pointer; text-decoration: none; }
button:hover, .button:hover { background: var(--press); }
button[disabled] { opacity: .6; cursor: progress; }
.away { position: absolute; left: -9999px; width: 1px; height: 1px; overflow: hidden; }
.fine { margin: 1.5rem 0 0; font-size: .875rem; color: var(--soft); }
.done { display: flex; gap: .75rem; align-items: center; margin: 0 0 1rem; }
.done h1 { margin: 0; }
.done svg { flex: none; width: 2.25rem; height: 2.25rem; }
.copy { font-size: .875rem; background: var(--ground); margin: 0 0 1.25rem; text-overflow: ellipsis; }
.thread { list-style: none; margin: 0; padding: 0; display: flex; flex-direction: column; gap: .875rem; }
.entry { max-width: 88%; padding: .75rem 1rem; border-radius: 12px; background: var(--paper); border: 1px solid var(--hair);
  align-self: flex-start; border-bottom-left-radius: 3px; }
.entry.visitor { align-self: flex-end; background: var(--tint); border-color: var(--tint-line); border-radius: 12px 12px 3px; }
.entry .by { font-size: .8125rem; color: var(--soft); margin: 0 0 .25rem; }
.entry .by strong { color: var(--ink); }
.entry .subject { font-weight: 600; margin: 0 0 .25rem; }
.entry .text { white-space: pre-wrap; margin: 0 0 .5rem; overflow-wrap: anywhere; }
.entry img { display: block; max-width: 100%; max-height: 20rem; border-radius: 8px; margin: .25rem 0 0; background: var(--ground); }
li.entry > :last-child { margin-bottom: 0; }
.file { display: inline-block; margin: .25rem 0 0; padding: .5rem .75rem; border: 1px solid var(--hair); border-radius: 8px;
  background: var(--paper); font-size: .9375rem; overflow-wrap: anywhere; }
.file .soft { display: inline-block; margin-left: .5rem; white-space: nowrap; }
.embedded body { background: none; }
.embedded main { max-width: none; padding: 2px; }
.embedded .card { margin: 0; box-shadow: none; }
.bubble { color-scheme: light dark; background: var(--paper); }
.bubble body { background: none; }
.bubble main { max-width: none; padding: .75rem 1rem 1.25rem; }
.bubble h1 { font-size: 1.125rem; }
.bubble .card { border: 0; box-shadow: none; padding: 0; margin: 1rem 0 0; background: none; }
.bubble textarea { min-height: 5rem; }
.bubble #write { scroll-margin-top: 50vh; }
.bubble .entry { background: var(--ground); }
.bubble .entry.visitor { background: var(--tint); }
.languages { display: flex; flex-wrap: wrap; justify-content: flex-end; gap: 0 1rem; font-size: .875rem; }
.languages a { padding: .375rem 0; }
.presence { position: relative; font-size: .9375rem; padding-left: 1.25rem; margin: .25rem 0 1rem; }
.presence::before { content: ""; position: absolute; left: 0; top: .375rem; width: .625rem; height: .625rem; border-radius: 50%;
  border: 2px solid var(--line); }
.presence.open::before { border-color: var(--accent); background: var(--accent); }
.note { font-size: .9375rem; padding: .75rem 1rem; border: 1px solid var(--hair); border-radius: 8px; background: var(--ground); }
.ways { display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; align-items: center; }
.ways a, .plain { padding: .625rem 0; }
.plain, .plain:hover { font-weight: 400; font-size: .875rem; color: var(--accent-dark); background: none; text-decoration: underline; }
@media (prefers-color-scheme: dark) {
  .bubble { --ink: #e8edf1; --soft: #a9b6c1; --line: #74828e; --hair: #36424c; --paper: #141b21; --ground: #1d262e;
    --accent-dark: #7fd6cb; --tint: #12312d; --tint-line: #21564f; --wrong: #ff9d92; --wrong-tint: #2c1816; }
}
@media (max-width: 30rem) {
  main { padding-top: 1.5rem; }
  .card { padding: 1.125rem; }
  button:not(.plain), .button { width: 100%; text-align: center; }
}
@media (prefers-reduced-motion: no-preference) { button, .button { transition: background .15s; } }
`
