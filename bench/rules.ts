import { heldBy } from '../src/billing/backtest/held.ts';
import type { Used, Work } from '../src/rules/entry.ts';
import { evaluateAll } from '../src/rules/evaluate.ts';
import { judge } from '../src/rules/judge.ts';
import { groupBy } from '../src/rules/group.ts';
import { linesOf, proposalsOf } from '../src/rules/proposal/of.ts';
import type { Evaluation } from '../src/rules/verdict.ts';
import { agreementsOf, groupedExactly, groupedInFloats, monthOf } from './firm.ts';
import type { Taken } from './measure.ts';
import { best, take } from './measure.ts';
import { profiled } from './profile.ts';
import { columns } from '../src/cli/columns.ts';

const MONTH = '2026-03';
const TODAY = '2026-04-02';
const FIRM = 165_000;

/** The rules' speed: a month of 2,500 people with every part explained, larger and smaller ones, and a year. */
export function* bench(): Generator<string> {
  yield* month();
  yield* sizes();
  yield* year();
  yield* profile();
}

function* month(): Generator<string> {
  const works = monthOf(FIRM, MONTH);
  const agreements = agreementsOf(FIRM);
  const agreed = monthOf(FIRM, MONTH, agreements);
  evaluateAll(agreed, TODAY);
  const naive = best(5, () => groupedInFloats(works));
  const row = (what: string, taken: Taken) => [what, ...perEntry(taken, FIRM), ratio(taken, naive)];
  const title = `A month of 2,500 people: ${FIRM.toLocaleString('en')} entries on ${works.length} orders, ${agreements.length} agreements`;
  yield table(
    title,
    ['', 'wall µs/entry', 'CPU µs/entry', 'bytes held/entry', 'times floats'],
    [
      row('grouped sums in floats, as a spreadsheet', naive),
      row(
        'grouped sums in exact decimals',
        best(3, () => groupedExactly(works)),
      ),
      row(
        'verdicts without amounts and trace',
        best(3, () => works.map(judge)),
      ),
      row(
        'evaluated with full trace, Odoo’s terms',
        best(3, () => evaluateAll(works, TODAY)),
      ),
      row(
        'evaluated with full trace, agreed terms',
        best(3, () => evaluateAll(agreed, TODAY)),
      ),
      row(
        'the same, and the trace of every line read',
        best(3, () => tracesRead(evaluateAll(agreed, TODAY))),
      ),
    ],
  );
}

/** The words of a line are written when they are asked for. */
function tracesRead(evaluations: Evaluation[]): unknown {
  const traces = evaluations
    .flatMap(proposalsOf)
    .flatMap(linesOf)
    .map(({ trace }) => trace);
  return { evaluations, traces };
}

function* sizes(): Generator<string> {
  const rows: string[][] = [];
  for (const size of [10_000, 30_000, 100_000, 300_000, 1_000_000]) {
    const works = monthOf(size, MONTH, agreementsOf(size));
    rows.push([
      size.toLocaleString('en'),
      ...perEntry(
        best(size < 1_000_000 ? 2 : 1, () => evaluateAll(works, TODAY)),
        size,
      ),
    ]);
  }
  yield table(
    'With agreed terms, from small to large',
    ['entries', 'wall µs/entry', 'CPU µs/entry', 'bytes held/entry'],
    rows,
  );
}

function* year(): Generator<string> {
  const agreements = agreementsOf(FIRM);
  const used: Used[] = [];
  let [entries, wallMs, cpuMs] = [0, 0, 0];
  for (let n = 1; n <= 12; n += 1) {
    const works = withUsed(monthOf(FIRM, `2026-${String(n).padStart(2, '0')}`, agreements), used);
    const { answer, ...taken } = take(() => evaluateAll(works, '2027-01-02'));
    entries += FIRM;
    wallMs += taken.wallMs;
    cpuMs += taken.cpuMs;
    for (const row of heldBy(works, answer)) used.push(row);
  }
  yield table(
    'A year replayed month by month, each counting on the ones before',
    ['entries', 'earlier parts counted', 'seconds', 'wall µs/entry', 'CPU µs/entry'],
    [
      [
        entries.toLocaleString('en'),
        used.length.toLocaleString('en'),
        (wallMs / 1000).toFixed(1),
        ...perEntry({ wallMs, cpuMs, heldBytes: 0 }, entries).slice(0, 2),
      ],
    ],
  );
}

function* profile(): Generator<string> {
  const works = monthOf(33_000, MONTH, agreementsOf(33_000));
  const runs = () => Array.from({ length: 3 }, () => evaluateAll(works, TODAY));
  runs();
  const shares = profiled(runs, (url) => {
    if (url.includes('big.js')) return 'big.js';
    return /src\/((?:rules|money)\/[\w-]+)/.exec(url)?.[1] ?? 'all else';
  });
  const rows = shares.slice(0, 16).map(([place, share]) => [place, `${(100 * share).toFixed(1)} %`]);
  yield table('Where the time goes, with agreed terms: what each spends itself', ['', 'of the time'], rows);
}

function withUsed(works: readonly Work[], used: readonly Used[]): Work[] {
  const rows = groupBy(used, ({ agreement }) => agreement);
  return works.map((work) => ({ ...work, used: (work.agreements ?? []).flatMap(({ id }) => rows.get(id) ?? []) }));
}

const table = (title: string, head: string[], rows: string[][]): string => `${title}\n\n${columns(head, rows)}\n`;

const perEntry = ({ wallMs, cpuMs, heldBytes }: Taken, entries: number): string[] => [
  ((wallMs * 1000) / entries).toFixed(2),
  ((cpuMs * 1000) / entries).toFixed(2),
  Math.round(heldBytes / entries).toLocaleString('en'),
];

const ratio = (taken: Taken, peer: Taken): string => (taken.wallMs / peer.wallMs).toFixed(1);
