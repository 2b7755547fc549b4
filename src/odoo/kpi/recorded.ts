import { z } from 'zod/v4';
import type { KpiScope, Recorded } from '../../billing/kpi/ports.ts';
import type { Currency } from '../../rules/entry.ts';
import { given } from '../../rules/given.ts';
import type { Period } from '../../rules/kpi/life.ts';
import type { Domain, OdooApi } from '../api.ts';
import { id, many2oneNamed, text } from '../rows.ts';
import { currency } from '../work/orders.ts';
import { byId, present, read, readByIds } from '../work/read.ts';
import { among } from '../work/scope.ts';
import { readExceptions, readOpened, readSolved } from './cases.ts';
import { readDisputed } from './disputes.ts';
import { readEvents, readEnded } from './events.ts';
import { deletedLife, lifeOf, readMoves } from './invoices.ts';
import { readPartsOf, readSettled, worthOf } from './ledger.ts';

const company = z.object({ id, name: text, currency_id: id });
const order = z.object({ id, partner_id: many2oneNamed });

/** What invoices, ledger, record and cases say of a period: one call for each kind, and one more per 3,000 records. */
export async function readRecorded(api: OdooApi, period: Period, { companyIds }: KpiScope): Promise<Recorded> {
  const of = (field: string): Domain => among(field, companyIds);
  const ended = await readEnded(api, period, of('x_company_id'));
  const moves = await readMoves(api, period, ended.there, of('company_id'));
  const moveIds = moves.map((row) => row.id);
  const [events, disputed, parts, settled, companies] = await Promise.all([
    readEvents(api, [...moveIds, ...ended.deleted]),
    readDisputed(api, moveIds),
    readPartsOf(api, moveIds),
    readSettled(api, period, of('x_company_id')),
    read(api, 'res.company', [], company),
  ]);
  const orderIds = present(settled.map((row) => row.x_order_id?.id));
  const [exceptions, opened, solved, orders, currencies] = await Promise.all([
    readExceptions(api, moveIds, present(parts.map((row) => row.x_order_id))),
    readOpened(api, period, of('x_company_id')),
    readSolved(api, period, of('x_company_id')),
    readByIds(api, 'sale.order', 'id', orderIds, order, { names: true }),
    readByIds(
      api,
      'res.currency',
      'id',
      [...companies.map((row) => row.currency_id), ...present(settled.map((row) => row.x_currency_id?.id))],
      currency,
      { archived: true },
    ),
  ]);
  const [partsOf, eventsOf] = [Map.groupBy(parts, (row) => row.x_move_id), Map.groupBy(events, (row) => row.x_invoice)];
  const [known, companyOf, orderOf] = [byId(currencies), byId(companies), byId(orders)];
  const currencyOf = (currencyId: number): Currency => {
    const { name: code = '', decimal_places: digits = 2 } = known.get(currencyId) ?? {};
    return { code, digits };
  };
  const worth = (verdict: string) =>
    settled.flatMap((row) =>
      row.x_verdict === verdict && row.x_currency_id && row.x_company_id
        ? [
            {
              ...worthOf(row, row.x_company_id, currencyOf(row.x_currency_id.id)),
              ...given({ customer: orderOf.get(row.x_order_id?.id ?? 0)?.partner_id }),
            },
          ]
        : [],
    );
  const ownCurrency = (companyId: number) => currencyOf(companyOf.get(companyId)?.currency_id ?? 0);
  const deleted = ended.deleted.flatMap((invoiceId) => {
    const own = eventsOf.get(invoiceId) ?? [];
    const { id: companyId = 0, name = '' } = companyOf.get(own[0]?.x_company_id ?? 0) ?? {};
    return own.length > 0 ? [deletedLife(invoiceId, { id: companyId, name }, ownCurrency(companyId), own)] : [];
  });
  const there = moves.map((row) =>
    lifeOf(
      row,
      ownCurrency(row.company_id.id),
      partsOf.get(row.id) ?? [],
      eventsOf.get(row.id) ?? [],
      disputed.has(row.id),
    ),
  );
  return {
    invoices: [...there, ...deleted],
    writtenOff: worth('write-off'),
    billed: worth('bill'),
    exceptions,
    opened,
    solved,
  };
}
