import { z } from 'zod/v4';
import type { Replayed, RuleDrift } from '../../rules/watch/rule-drift.ts';
import { mayHaveDrifted, ruleDrift as find } from '../../rules/watch/rule-drift.ts';
import { given } from '../../rules/given.ts';
import { billedAnew } from '../backtest/backtest.ts';
import { companyIds } from './options.ts';
import type { Watch } from './watch.ts';

const options = z.strictObject({ companyIds });

export const ruleDrift: Watch<z.infer<typeof options>, Replayed, RuleDrift> = {
  id: 'rule-drift',
  finds: 'work billed under terms since superseded for its service day, with the difference in money',
  codes: ['terms.drift'],
  options,
  async slices(odoo, { companyIds }, today, most) {
    const within = given({ companyIds });
    const [billed, { agreements }] = [await odoo.billedUnder(within), await odoo.agreements(within)];
    const suspects = billed.filter((one) => mayHaveDrifted(one, agreements));
    const days = suspects.map(({ date }) => date).toSorted();
    const [first, last] = [days[0], days.at(-1)];
    const orderIds = [...new Set(suspects.flatMap(({ orderId }) => orderId ?? []))];
    if (first === undefined || last === undefined) return [];
    const span = { from: `${first.slice(0, 8)}01`, to: last };
    const slices = await odoo.slices({ ...span, orderIds, replay: true }, most, true);
    return slices.map(({ work }) => async () => {
      const books = await odoo.books(() => [], given({ orderIds: work.orderIds }));
      const now = billedAnew(await odoo.collectWork(work), span, today).flatMap(({ parts }) => parts);
      return { books, agreements, today: now };
    });
  },
  find,
};
