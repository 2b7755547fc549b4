import { z } from 'zod/v4';
import type { Replayed, RuleDrift } from '../../rules/watch/rule-drift.ts';
import { mayHaveDrifted, ruleDrift as find } from '../../rules/watch/rule-drift.ts';
import { billedAnew } from '../backtest/backtest.ts';
import type { Watch } from './watch.ts';

const options = z.strictObject({});

export const ruleDrift: Watch<z.infer<typeof options>, Replayed, RuleDrift> = {
  id: 'rule-drift',
  finds: 'work billed under terms since superseded for its service day, with the difference in money',
  codes: ['terms.drift'],
  options,
  async read(odoo, _options, today) {
    const [billed, { agreements }] = [await odoo.billedUnder(), await odoo.agreements({})];
    const suspects = billed.filter((one) => mayHaveDrifted(one, agreements));
    const days = suspects.map(({ date }) => date).toSorted();
    const [first, last] = [days[0], days.at(-1)];
    const orderIds = [...new Set(suspects.flatMap(({ orderId }) => orderId ?? []))];
    const books = await odoo.books(() => [], orderIds);
    if (first === undefined || last === undefined) return { books, agreements, today: [] };
    const span = { from: `${first.slice(0, 8)}01`, to: last };
    const works = await odoo.collectWork({ ...span, orderIds, replay: true });
    return { books, agreements, today: billedAnew(works, span, today) };
  },
  find,
};
