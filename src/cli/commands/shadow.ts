import { z } from 'zod/v4';
import { type Shadow, shadowMonth } from '../../billing/shadow/shadow.ts';
import { createShadowOdoo } from '../../odoo/hand-billed.ts';
import { idByName } from '../../odoo/lists.ts';
import { BILLING_MODELS, type BillingModel } from '../../rules/billing-model.ts';
import { given } from '../../rules/given.ts';
import { asReader } from '../connect.ts';
import type { Place } from '../place.ts';
import { Refused } from '../refused.ts';
import { asPage } from '../shadow/page.ts';
import { asTable } from '../shadow/table.ts';

export interface ShadowOptions {
  from: string;
  to: string;
  /** The day the invoices would bear; the last of the span where left out. */
  dated?: string;
  /** Names, as Odoo has them. */
  company?: string[];
  customer?: string[];
  model?: string[];
  form: 'table' | 'json' | 'html';
}

const FORMS: Readonly<Record<ShadowOptions['form'], (found: Shadow) => string>> = {
  table: asTable,
  html: asPage,
  json: (found) => JSON.stringify(found, undefined, 2),
};

export const MODELS_HELP = `\nBilling models: ${BILLING_MODELS.join(', ')}. An order is looked at where all of its lines are of those named.`;

/**
 * Bills a span beside finance, and says where the two differ. Odoo is only read.
 *
 * @throws Refused
 */
export async function runShadow(place: () => Promise<Place>, options: ShadowOptions): Promise<string> {
  const { from, to, dated = to, company = [], customer = [], model = [], form } = options;
  for (const day of [from, to, dated])
    if (!z.iso.date().safeParse(day).success) throw new Refused(`${day} is no day.`, 'Write days as YYYY-MM-DD.');
  if (from > to) throw new Refused(`It begins on ${from}, after its last day ${to}.`, 'Exchange the two.');
  const models = model.map(modelOf);
  const { settings, now } = await place();
  const api = asReader(settings);
  const ids = async (list: 'company' | 'customer', names: string[]) =>
    names.length === 0 ? undefined : Promise.all(names.map((name) => idByName(api, list, name)));
  const [companyIds, customerIds] = [await ids('company', company), await ids('customer', customer)];
  const odoo = createShadowOdoo(api, settings.need('ODOO_URL'));
  const scope = { from, to, models, ...given({ companyIds, customerIds }) };
  return FORMS[form](await shadowMonth(odoo, scope, { today: now.toISOString().slice(0, 10), dated }));
}

function modelOf(name: string): BillingModel {
  const found = BILLING_MODELS.find((model) => model === name);
  if (found) return found;
  throw new Refused(`There is no billing model ${name}.`, `There are ${BILLING_MODELS.join(', ')}.`);
}
