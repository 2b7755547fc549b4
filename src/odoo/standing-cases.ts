import { z } from 'zod/v4';
import type { StandingCase } from '../rules/digest.ts';
import { given } from '../rules/given.ts';
import type { OdooApi } from './api.ts';
import { caseKind, caseSeverity } from './cases.ts';
import { dayOrNone, decimal, id, instant, many2oneNamedOrNone, textOrEmpty } from './rows.ts';
import { read } from './work/read.ts';

const row = z.object({
  id,
  x_key: textOrEmpty,
  x_name: textOrEmpty,
  x_kind: caseKind,
  x_code: textOrEmpty,
  x_severity: caseSeverity,
  x_amount: decimal,
  x_currency_id: many2oneNamedOrNone,
  x_owner_id: many2oneNamedOrNone,
  x_company_id: many2oneNamedOrNone,
  x_deadline: dayOrNone,
  x_opened_on: dayOrNone,
  x_came_back: z.number(),
  create_date: instant,
});

/** Every open case, in pages. */
export async function readStandingCases(api: OdooApi): Promise<StandingCase[]> {
  const rows = await read(api, 'x_billing_case', [['x_state', '=', 'open']], row, { names: true });
  return rows.map((each) => ({
    key: each.x_key || `x_billing_case,${each.id}`,
    name: each.x_name,
    kind: each.x_kind,
    code: each.x_code,
    severity: each.x_severity,
    amount: each.x_amount,
    // One that came back was opened on that day; Odoo keeps the day only.
    openedAt: (each.x_came_back > 0 && each.x_opened_on) || each.create_date,
    ...given({
      currency: each.x_currency_id?.name,
      owner: each.x_owner_id?.name,
      companyId: each.x_company_id?.id,
      deadline: each.x_deadline,
    }),
  }));
}
