import { describe, expect, it } from 'vitest';
import { barsOf } from '../../src/desk/kpi/chart.ts';
import { sharesOf } from '../../src/desk/kpi/shares.ts';
import { type Counted, type Kpi, measured } from '../../src/rules/kpi/kpi.ts';
import { KPIS } from '../../src/rules/kpi/table.ts';

const NORTH = { id: 1, name: 'Northlight' };
const SOUTH = { id: 2, name: 'Southlight' };
const BRANDT = { id: 7, name: 'Brandt' };
const CASTLE = { id: 8, name: 'Castlegate' };
const EUR = { code: 'EUR', digits: 2 };

const row = (top: string, change: Partial<Counted> = {}): Counted => ({
  ...{ record: 'account.move,1', name: 'INV/1', top, bottom: '1', company: NORTH, customer: BRANDT },
  ...change,
});

/** `Company: Northlight 50` */
function told(id: string, counted: Counted[], most = 6): string[] {
  const kpi = KPIS.find((each) => each.id === id) as Kpi;
  const [result] = measured(kpi, counted);
  if (!result) throw new Error('Nothing was counted');
  return sharesOf(kpi, result, most).flatMap(({ label, shares }) =>
    shares.map((each) => `${label || 'Group'}: ${each.name} ${each.result.value}`),
  );
}

describe('what a number is told by', () => {
  it('approvals in time: company and customer', () =>
    expect(
      told('approval.in-time', [
        row('1'),
        row('0', { customer: CASTLE }),
        row('1', { company: SOUTH, customer: CASTLE }),
        row('1', { company: SOUTH, customer: CASTLE }),
      ]),
    ).toEqual([
      'Company: Southlight 100',
      'Company: Northlight 50',
      'Customer: Brandt 100',
      'Customer: Castlegate 66.7',
    ]));

  it('exceptions: kind of work and sales team', () =>
    expect(
      told('exception-rate', [
        row('1', { group: 'time', team: { id: 1, name: 'Consulting' } }),
        row('0', { group: 'expense', team: { id: 2, name: 'Managed services' } }),
        row('0', { group: 'time', team: { id: 2, name: 'Managed services' } }),
      ]),
    ).toEqual(['Group: time 50', 'Group: expense 0', 'Sales team: Consulting 100', 'Sales team: Managed services 0']));

  it('what is due: ages in their order, however much each is', () =>
    expect(
      told('invoice.ageing', [
        row('5', { currency: EUR, group: 'more than 90 days late' }),
        row('9', { currency: EUR, group: '1-30 days late' }),
        row('7', { currency: EUR, group: 'not due' }),
      ]),
    ).toEqual(['Group: not due 7', 'Group: 1-30 days late 9', 'Group: more than 90 days late 5']));

  it('nothing where all is one', () => expect(told('approval.in-time', [row('1'), row('0')])).toEqual([]));
});

describe('bars', () => {
  /** Left edge and width of each, of 100. */
  const drawn = (values: number[], most?: number) =>
    [...barsOf(values, most).matchAll(/<path d="M([\d.]+) [\d.]+l(-?[\d.]+) 0[^>]*fill="var\(--green\)"/g)].map(
      ([, from, width]) => [Math.round(Number(from)), Math.round(Number(width))],
    );

  it('of a percentage are of the whole, of others of the longest', () => {
    expect(drawn([75, 100, 0], 100)).toEqual([
      [0, 75],
      [0, 100],
      [0, 0],
    ]);
    expect(drawn([2, 8])).toEqual([
      [0, 25],
      [0, 100],
    ]);
  });
  it('below zero go to the left of where zero is', () => {
    const [up, down] = drawn([3, -6]);
    expect(up?.[0]).toBe(down?.[0]);
    expect(Math.sign(down?.[1] ?? 0)).toBe(-1);
  });
  it('have no style, no script and no colour of their own, and are as wide as the page says', () => {
    const svg = barsOf([1, -2]);
    expect(svg).not.toMatch(/style|<script|#[0-9a-f]{3}|rgb/i);
    expect(svg).toMatch(/^<svg preserveAspectRatio="none" height="52"/);
  });
});
