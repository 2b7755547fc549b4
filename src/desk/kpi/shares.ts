import { exact } from '../../money/decimal.ts';
import { groupBy } from '../../rules/group.ts';
import { type Counted, type Kpi, type Measured, measured } from '../../rules/kpi/kpi.ts';

/** A KPI of some of what it was counted from. */
export interface Share {
  name: string;
  result: Measured;
  /** 0 to 100: of the whole for a percentage, else of the longest. */
  length: number;
}

const WAYS: readonly [label: string, of: (each: Counted) => string | undefined][] = [
  ['', ({ group }) => group],
  ['Sales team', ({ team }) => team?.name],
  ['Company', ({ company }) => company.name],
  ['Customer', ({ customer }) => customer?.name],
];

/** What one number is told by, as far as that tells anything: the largest first, `most` of them. */
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
    const sorted = results.toSorted((a, b) => size(b.result).cmp(size(a.result)) || a.name.localeCompare(b.name));
    const largest = kpi.unit === 'percent' ? exact('100') : size((sorted[0] as (typeof sorted)[number]).result);
    const shares = sorted.slice(0, most).map((each) => ({
      ...each,
      length: largest.eq(0) ? 0 : size(each.result).times(100).div(largest).round(1).toNumber(),
    }));
    return [{ label, shares, more: sorted.length - shares.length }];
  });
}
