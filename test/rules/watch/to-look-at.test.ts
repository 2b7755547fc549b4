import { expect, it } from 'vitest';
import type { Entry } from '../../../src/rules/entry.ts';
import { toLookAt } from '../../../src/rules/watch/reconcile/to-look-at.ts';
import type { HeldPart } from '../../../src/rules/watch/reconcile/books.ts';
import { order, time, totalsOf } from '../work.ts';
import { part } from './books.ts';

const KEY = 'account.analytic.line,7';

/** Of an open entry of 10 March, beside a billed one of the same order line and project. */
function lookedAt(billed: Partial<HeldPart>, fields: Partial<Entry>): string[] {
  const entry = { ...time(7, '8'), ...fields };
  const works = [{ period: { to: '2026-03-31' }, order: order(), entries: [entry], totals: totalsOf([entry]) }];
  return toLookAt([part(1, '8', billed)], works, [{ ...entry, entry: entry.key }]);
}

it.each<[string, Partial<HeldPart>, Partial<Entry>, string[]]>([
  ['work of that day is billed', { date: '2026-03-10' }, {}, [KEY]],
  ['later work is billed', { date: '2026-03-11' }, {}, [KEY]],
  ['earlier work is billed', { date: '2026-03-09' }, {}, []],
  ['later work of another order line is billed', { date: '2026-03-11', orderLineId: 999 }, {}, []],
  ['later work of another kind is billed', { date: '2026-03-11', kind: 'expense' }, {}, []],
  ['Odoo links it to an invoice', { date: '2026-03-09' }, { linkedInvoice: 5 }, [KEY]],
])('whether an open record is read where %s', (_, billed, entry, found) => {
  expect(lookedAt(billed, entry)).toEqual(found);
});
