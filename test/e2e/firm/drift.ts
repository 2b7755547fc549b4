import { rows } from '../../contract/rows.ts';
import { agree } from '../support/agree.ts';
import { change, rebill } from './acts.ts';
import type { Expected, Problem, Sold } from './problem.ts';
import { since } from './sell.ts';

const rate = (amount: number) => ({ x_has_rates: true, x_rate_ids: rows({ x_rate: amount }) });
const less = (percent: number) => ({
  x_has_discounts: true,
  x_discount_ids: rows({ x_name: 'Volume', x_percent: percent }),
});

const drift = ({ invoice }: Sold, under: string, money: number): Expected[] => [
  { watch: 'rule-drift', key: `terms.drift:account.move,${invoice}:${under}`, money },
];
const first = (own: Sold, money: number) => drift(own, `agreement-${own.agreement}@1`, money);

const TEN_HOURS = { lines: [{ price: 100, hours: [8, 2] }], daysAgo: 12 };

export const DRIFT: Problem[] = [
  {
    what: 'a dearer version was signed later, for days already billed',
    sale: { ...TEN_HOURS, terms: () => rate(100) },
    billed: 'draft',
    plant: (own, firm) => change(own, firm, 60, rate(112.5)),
    found: (own) => first(own, 10 * 12.5),
    mend: rebill,
  },
  {
    what: 'twelve percent less were agreed on later',
    sale: { ...TEN_HOURS, terms: () => rate(100) },
    billed: 'draft',
    plant: (own, firm) => change(own, firm, 60, { ...rate(100), ...less(12) }),
    found: (own) => first(own, 10 * 100 - 880),
    mend: rebill,
  },
  {
    what: 'billed at the order’s price, and a rate was agreed on since',
    sale: TEN_HOURS,
    billed: 'draft',
    plant: (own, firm) => agree(firm.world, own.orderId, { ...since(firm, 400), ...rate(90) }),
    found: (own) => drift(own, 'odoo', 10 * 10),
    mend: rebill,
  },
];
