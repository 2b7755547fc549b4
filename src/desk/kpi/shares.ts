import { exact } from '../../money/decimal.ts';
import { groupBy } from '../../rules/group.ts';
import { type Counted, type Kpi, type Measured, measured } from '../../rules/kpi/kpi.ts';

/** A KPI of some of what it was counted from. */
export interface Share {
  name: string;
  result: Measured;
}

const WAYS: readonly [label: string, of: (each: Counted) => string | undefined][] = [
  ['', ({ group }) => group],
  ['Sales team', ({ team }) => team?.name],
  ['Company', ({ company }) => company.name],
  ['Customer', ({ customer }) => customer?.name],
];

/** Ages have an order of their own. */
const AGES = ['not due', '0-30', '1-30', '31-60', '61-90', 'more than 90'];
const ageOf = ({ name }: Share): number => AGES.findIndex((age) => name.startsWith(age));

/** What one number is told by, as far as that tells anything: ages as they grow, else the largest first, `most` of them. */
export function sharesOf(
  kpi: Kpi,
  { counted }: Measured,
  most: number,
): { label: string; shares: Share[]; more: number }[] {
  return WAYS.flatMap(([label, of]) => {
    const groups = groupBy(counted, (each) => of(each) ?? 'none');
    if (groups.size < 2) return [];
    const results = [...groups].flatMap(([name, own]) => measured(kpi, own).map((result) => ({ name, result })));
    const size = ({ value = '0' }: Measured) => exact(value).abs();
    const bySize = results.toSorted((a, b) => size(b.result).cmp(size(a.result)) || a.name.localeCompare(b.name));
    const areAges = results.every((each) => ageOf(each) >= 0);
    const sorted = areAges ? results.toSorted((a, b) => ageOf(a) - ageOf(b)) : bySize;
    const shares = sorted.slice(0, most);
    return [{ label, shares, more: sorted.length - shares.length }];
  });
}
