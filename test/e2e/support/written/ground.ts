import type { Domain } from '../../../../src/odoo/api.ts';
import type { World } from '../world.ts';
import { createOne, findOne, set, xmlId } from '../seed/odoo.ts';
import type { Tax } from './cases.ts';

/** Percent of all taxes here. */
export const RATE = 21;

/** What all orders stand on. */
export interface Ground {
  /** The company's currency, and another one with a rate. */
  own: string;
  other: string;
  currencies: Map<string, number>;
  pricelists: Map<string, number>;
  taxes: Record<'excluded' | 'included', number>;
  reverseCharge: number;
  units: Record<string, number>;
}

const RATES: Record<string, number> = { EUR: 0.9137, USD: 1.0944, JPY: 149.87, BHD: 0.3761 };

export async function layGround({ admin }: World): Promise<Ground> {
  const [company] = await admin.searchRead('res.company', [['id', '=', 1]], { fields: ['currency_id'], names: true });
  const [, own] = company?.currency_id as [number, string];
  const [currencies, pricelists] = [new Map<string, number>(), new Map<string, number>()];
  for (const [code, company_rate] of Object.entries(RATES)) {
    const currency_id = await findOne(admin, 'res.currency', [['name', '=', code]]);
    await admin.call('res.currency', 'write', [[currency_id], { active: true }]);
    if (code !== own) await createOne(admin, 'res.currency.rate', { currency_id, name: '2026-01-01', company_rate });
    currencies.set(code, currency_id);
    pricelists.set(code, await createOne(admin, 'product.pricelist', { name: `Written (${code})`, currency_id }));
  }
  const tax = (name: string, values: object) =>
    createOne(admin, 'account.tax', { name, amount: RATE, type_tax_use: 'sale', ...values });
  const excluded = await tax('21 % on top', { price_include_override: 'tax_excluded' });
  const included = await tax('21 % included', { price_include_override: 'tax_included' });
  const reverseCharge = await createOne(admin, 'account.fiscal.position', { name: 'Customer owes the tax' });
  // Owed by the customer: the tax is shown, and taken off again.
  const repartition = (document_type: string) => [
    [0, 0, { document_type, repartition_type: 'base', factor_percent: 100 }],
    [0, 0, { document_type, repartition_type: 'tax', factor_percent: 100 }],
    [0, 0, { document_type, repartition_type: 'tax', factor_percent: -100 }],
  ];
  await tax('21 % owed by the customer', {
    price_include_override: 'tax_excluded',
    fiscal_position_ids: set([reverseCharge]),
    original_tax_ids: set([excluded]),
    invoice_repartition_line_ids: repartition('invoice'),
    refund_repartition_line_ids: repartition('refund'),
  });
  const unit = (name: string) => xmlId(admin, `uom.product_uom_${name}`);
  const units = { Hours: await unit('hour'), Days: await unit('day'), Units: await unit('unit') };
  const other = own === 'EUR' ? 'USD' : 'EUR';
  return { own, other, currencies, pricelists, taxes: { excluded, included }, reverseCharge, units };
}

export const taxOf = ({ taxes }: Ground, tax: Tax): number => taxes[tax === 'included' ? 'included' : 'excluded'];

export const among = (field: string, ids: number[]): Domain => [[field, 'in', ids]];
