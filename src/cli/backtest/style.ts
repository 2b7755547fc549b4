export const STYLE = `
:root {
  color-scheme: light dark;
  --paper: #ffffff; --ground: #f3f4f1; --ink: #17201c; --muted: #5d6863; --rule: #dfe3de;
  --more: #0b6b4f; --less: #a8281d; --amber: #8a5a00; --amber-tint: #fdf3dc;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #1b211e; --ground: #121614; --ink: #eef2ef; --muted: #a0aca6; --rule: #313a35;
    --more: #4cc096; --less: #ef7d72; --amber: #f0c064; --amber-tint: #33290f;
  }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--ground); color: var(--ink); font: 16px/1.5 system-ui, 'Segoe UI', Roboto, sans-serif; }
main { max-width: 54rem; margin: 0 auto; padding: clamp(16px, 4vw, 40px); }
h1 { font-size: 1.6rem; line-height: 1.2; margin: 0 0 .4rem; }
h2 { font-size: 1.05rem; margin: 0 0 .6rem; overflow-wrap: anywhere; }
h2 small { font-weight: normal; font-size: .9rem; color: var(--muted); }
.muted { color: var(--muted); }
.doubt { background: var(--amber-tint); color: var(--amber); padding: .6rem .9rem; border-radius: 8px; margin: .6rem 0; }
.card { background: var(--paper); border: 1px solid var(--rule); border-radius: 12px; padding: 1rem 1.2rem; margin: .9rem 0; }
.total { border-width: 2px; }
dl { display: grid; grid-template-columns: repeat(3, 1fr); gap: .5rem 1rem; margin: 0; }
dt { color: var(--muted); font-size: .85rem; }
dd { margin: 0; font-weight: 600; font-variant-numeric: tabular-nums; white-space: nowrap; }
.total dd { font-size: 1.2rem; }
.more { color: var(--more); }
.less { color: var(--less); }
p.moves { margin: .6rem 0 0; color: var(--muted); }
p.moves span { white-space: nowrap; margin-right: 1rem; }
summary { cursor: pointer; color: var(--muted); padding: .4rem 0; }
ul { list-style: none; margin: .8rem 0 0; padding: 0; }
li { border-top: 1px solid var(--rule); padding: .5rem 0; overflow-wrap: anywhere; }
ul.moves li { display: flex; justify-content: space-between; gap: 1rem; font-variant-numeric: tabular-nums; }
@media (max-width: 34rem) {
  dl { grid-template-columns: 1fr; gap: .2rem; }
  dl div { display: flex; justify-content: space-between; gap: 1rem; }
}
@media print {
  :root { --ground: #ffffff; --paper: #ffffff; --ink: #000000; --muted: #444444; --rule: #bbbbbb; --more: #0b6b4f; --less: #a8281d; }
  main { max-width: none; padding: 0; }
  .card { break-inside: avoid; }
}
`;
