import { z } from 'zod/v4';
import type { ExchangeRate, Work } from '../../rules/entry.ts';
import type { OdooApi } from '../api.ts';
import { day, decimal, id, many2oneOrNone, text, textOrEmpty } from '../rows.ts';
import { byId, readByIds } from './read.ts';

const company = z.object({ id, parent_path: textOrEmpty });
const currency = z.object({ id, name: text });
const rate = z.object({ id, currency_id: id, company_id: many2oneOrNone, name: day, rate: decimal });
type Rate = z.output<typeof rate>;

/** Gives orders the exchange rates they may need. Three calls where there is another currency, none where there isn't. */
export async function attachRates(api: OdooApi, works: Work[]): Promise<void> {
  const needing = works.flatMap(({ order, entries }) => {
    if (!order) return [];
    const codes = new Set([order.currency.code, (order.companyCurrency ?? order.currency).code]);
    for (const { claim } of entries) if (claim) codes.add(claim.currency.code);
    return codes.size > 1 ? [{ order, codes }] : [];
  });
  if (!needing.length) return;
  const companyIds = needing.map(({ order }) => order.company.id);
  const codes = [...new Set(needing.flatMap((one) => [...one.codes]))];
  const [companies, found] = await Promise.all([
    readByIds(api, 'res.company', 'id', companyIds, company, { archived: true }),
    api.searchRead('res.currency', [['name', 'in', codes]], { fields: ['name'], archived: true }),
  ]);
  const currencies = byId(currency.array().parse(found));
  const rows = await readByIds(api, 'res.currency.rate', 'currency_id', currencies.keys(), rate);
  // Odoo keeps the rates of branches at the company they belong to.
  const rootOf = new Map(companies.map((row) => [row.id, Number(row.parent_path.split('/')[0]) || row.id]));
  for (const { order, codes: own } of needing) {
    order.rates = [...currencies.values()]
      .filter(({ name }) => own.has(name))
      .flatMap(({ id: currencyId, name }) =>
        inForce(
          rows.filter((row) => row.currency_id === currencyId),
          rootOf.get(order.company.id) ?? 0,
        ).map((row): ExchangeRate => ({ currency: name, from: row.name, rate: row.rate })),
      );
  }
}

/** A company's own rates come before those for all companies, whichever is later: Odoo looks no further. */
function inForce(rows: Rate[], companyId: number): Rate[] {
  const own = rows.filter((row) => row.company_id === companyId);
  const first = own.map((row) => row.name).toSorted()[0];
  const shared = rows.filter((row) => row.company_id === undefined && (first === undefined || row.name < first));
  return [...shared, ...own].toSorted((a, b) => a.name.localeCompare(b.name));
}
