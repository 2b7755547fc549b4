import { sum } from '../../money/decimal.ts';
import { money } from '../format.ts';
import type { LineView } from './line.ts';
import type { RequestView } from './request.ts';

export interface Picked {
  lines: LineView[];
  /** The same below the headings they stand under. */
  groups: { under: string; lines: LineView[] }[];
  /** How many are left out and what they come to; empty where there are none. */
  rest: string;
}

/** The lines there is room for, in their order: those with something unusual before any other. */
export function pick({ lines, currency }: Pick<RequestView, 'lines' | 'currency'>, most: number): Picked {
  const products = lines.filter(({ kind }) => kind === 'product');
  const pressing = products.toSorted((a, b) => Number(b.unusual.length > 0) - Number(a.unusual.length > 0));
  const shown = new Set(pressing.slice(0, most));
  const left = products.filter((line) => !shown.has(line));
  const kept = products.filter((line) => shown.has(line));
  return { lines: kept, groups: grouped(kept), rest: rest(left, currency) };
}

function grouped(lines: LineView[]): Picked['groups'] {
  const groups: Picked['groups'] = [];
  for (const line of lines) {
    const last = groups.at(-1);
    if (last?.under === line.under) last.lines.push(line);
    else groups.push({ under: line.under, lines: [line] });
  }
  return groups;
}

function rest(left: LineView[], currency: string): string {
  if (left.length === 0) return '';
  const digits = Math.max(...left.map(({ value }) => value.split('.')[1]?.length ?? 0));
  const together = money(sum(left.map(({ value }) => value)).toFixed(digits), currency);
  return left.length === 1 ? `… and 1 more line, ${together}` : `… and ${left.length} more lines, together ${together}`;
}
