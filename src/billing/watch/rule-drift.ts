import { z } from 'zod/v4';
import type { Replayed, RuleDrift } from '../../rules/watch/rule-drift.ts';
import { mayHaveDrifted, ruleDrift as find } from '../../rules/watch/rule-drift.ts';
import { NO_BOOKS } from '../../rules/watch/reconcile/books.ts';
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
  async read(odoo, { companyIds }, today) {
    const within = given({ companyIds });
    const [billed, { agreements }] = [await odoo.billedUnder(within), await odoo.agreements(within)];
    const suspects = billed.filter((one) => mayHaveDrifted(one, agreements));
    const days = suspects.map(({ date }) => date).toSorted();
    const [first, last] = [days[0], days.at(-1)];
    const orderIds = [...new Set(suspects.flatMap(({ orderId }) => orderId ?? []))];
    if (first === undefined || last === undefined) return { books: NO_BOOKS, agreements, today: [] };
    const books = await odoo.books(() => [], { orderIds });
    const span = { from: `${first.slice(0, 8)}01`, to: last };
    const works = await odoo.collectWork({ ...span, orderIds, replay: true });
    return { books, agreements, today: billedAnew(works, span, today).flatMap(({ parts }) => parts) };
  },
  find,
};
