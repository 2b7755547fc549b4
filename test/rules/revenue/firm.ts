import { exact, text } from '../../../src/money/decimal.ts';
import { evaluateAll } from '../../../src/rules/evaluate.ts';
import type { Invoiced } from '../../../src/rules/revenue/movements.ts';
import { movementsOf } from '../../../src/rules/revenue/movements.ts';
import type { Revenue, Rollforward } from '../../../src/rules/revenue/revenue.ts';
import { revenue } from '../../../src/rules/revenue/revenue.ts';
import type { Evaluation } from '../../../src/rules/verdict.ts';
import { order, time, totalsOf } from '../work.ts';

/** A firm's work and invoices as a finance person writes them. Hours are worth 120.00. */
export interface Firm {
  work?: {
    on: string;
    h: number;
    approved?: boolean;
    /** The day of its posted invoice, or `draft`; absent while it is on none. */
    billed?: string;
    /** The day all of that invoice was credited: the work is open again. */
    credited?: string;
    /** What the invoice line adds to it by rounding, or by hand. */
    rounding?: number;
    company?: string;
    currency?: string;
  }[];
  /** Down payments: invoiced on a day, deducted on another. */
  paidAhead?: { on: string; amount: number; deducted?: string }[];
  /** Lines and partial credit notes without a record of work. */
  others?: { on: string; amount: number }[];
}

const COMPANIES = ['Our firm', 'Our other firm'];

export function revenueIn({ work = [], paidAhead = [], others = [] }: Firm, from: string, to: string) {
  let lastId = 100;
  const invoices: Invoiced[] = [];
  const invoice = (fields: Partial<Invoiced>): Invoiced => ({
    id: (lastId += 1),
    company: { id: 1, name: 'Our firm' },
    currency: { code: 'EUR', digits: 2 },
    state: 'posted',
    untaxed: '0',
    parts: [],
    others: [],
    ...fields,
  });
  const open: { index: number; company: string; currency: string }[] = [];
  for (const [
    index,
    { on, h, billed, credited, rounding = 0, company = 'Our firm', currency = 'EUR' },
  ] of work.entries()) {
    const value = text(exact(h).times(120));
    const about = {
      company: { id: 1 + COMPANIES.indexOf(company), name: company },
      currency: { code: currency, digits: 2 },
    };
    if (!billed || credited) open.push({ index, company, currency });
    if (!billed) continue;
    const parts = [{ entry: `account.analytic.line,${index + 1}`, date: on, value }];
    const untaxed = text(exact(value).plus(rounding));
    if (billed === 'draft') invoices.push(invoice({ ...about, state: 'draft', untaxed, parts }));
    else if (!credited) invoices.push(invoice({ ...about, day: billed, untaxed, parts }));
    else {
      const note = invoice({
        ...about,
        day: credited,
        untaxed: text(exact(untaxed).neg()),
        parts: parts.map((part) => ({ ...part, value: text(exact(part.value).neg()), credited: true as const })),
      });
      const open = parts.map((part) => ({ ...part, credited: true as const }));
      invoices.push(note, invoice({ ...about, day: billed, untaxed, parts: open }));
    }
  }
  for (const { on, amount, deducted } of paidAhead) {
    const line = (value: number) => ({
      untaxed: String(value),
      others: [{ amount: String(value), orderId: 7, downPayment: true }],
    });
    invoices.push(invoice({ day: on, ...line(amount) }));
    if (deducted) invoices.push(invoice({ day: deducted, ...line(-amount) }));
  }
  for (const { on, amount } of others)
    invoices.push(
      invoice({ day: on, untaxed: String(amount), others: [{ amount: String(amount), downPayment: false }] }),
    );
  const works = [...Map.groupBy(open, ({ company, currency }) => `${company} ${currency}`).values()].map((own) => {
    const entries = own.map(({ index }) => {
      const { on, h, approved = true } = work[index] ?? { on: '', h: 0 };
      return time(index + 1, String(h), {
        date: on,
        ...(!approved && { approval: { state: 'pending' as const, source: 'validated' as const } }),
      });
    });
    const [{ company = '', currency = '' } = {}] = own;
    const sold = order({
      company: { id: 1 + COMPANIES.indexOf(company), name: company },
      currency: { code: currency, digits: 2 },
    });
    // Whatever the month: what can be billed is decided on all the work there is today.
    return { period: { to: '2028-12-31' }, order: sold, entries, totals: totalsOf(entries) };
  });
  const evaluations: Evaluation[] = evaluateAll(works, '2026-12-31');
  return { rows: revenue(movementsOf(works, evaluations, invoices), { from, to }), evaluations, invoices };
}

const roll = ({ opening, added, settled, closing }: Rollforward): string =>
  `${opening} + ${added} − ${settled} = ${closing}`;

/** A row as it is written in a case. */
export const shown = ({ company, currency, earned, billed, accrued, deferred }: Revenue) => ({
  company: company.name,
  currency: currency.code,
  earned: earned.total,
  billed,
  accrued: roll(accrued),
  deferred: roll(deferred),
});
