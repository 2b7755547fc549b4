import type { Day, Used, Work } from '../entry.ts';
import { groupBy } from '../group.ts';
import type { Run } from './step.ts';

/** What a run was told, each row once. */
export function runOf(works: readonly Work[], today: Day): Run {
  const used = usedBy(works);
  const drawn = toldOnce(
    works.map((work) => work.drawn),
    ({ entry, worked, amount }) => `${entry} ${worked} ${amount}`,
  );
  return {
    works,
    read: works,
    today,
    used,
    usedUnder: groupBy(used, ({ agreement }) => agreement),
    drawn,
    retainers: [],
  };
}

function usedBy(works: readonly Work[]): Used[] {
  const alike = ({ agreement, entry, invoice, worked, billed, value, label }: Used): string =>
    `${agreement} ${entry} ${invoice.id} ${worked} ${billed} ${value} ${label}`;
  return toldOnce(
    works.map(({ used }) => used),
    alike,
  );
}

/** Works may have been told the same rows; rows one work was told twice are two parts of one entry that look alike. */
function toldOnce<Row>(told: readonly (readonly Row[] | undefined)[], alike: (row: Row) => string): Row[] {
  const all = new Map<string, Row[]>();
  for (const own of told) {
    for (const [key, rows] of groupBy(own ?? [], alike)) {
      if (rows.length > (all.get(key)?.length ?? 0)) all.set(key, rows);
    }
  }
  return [...all.values()].flat();
}
