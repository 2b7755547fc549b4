import { z } from 'zod/v4';
import type { Approval } from '../../rules/entry.ts';
import { onceByText } from '../../rules/once.ts';
import type { Domain, OdooApi, ReadOptions } from '../api.ts';
import { boolean, day, decimal, id, instant, instantOrNone, many2oneOrNone, textOrEmpty } from '../rows.ts';
import { read } from './read.ts';
import type { Period, Scope } from './scope.ts';
import { limits } from './scope.ts';

/** Odoo counts an analytic line as a timesheet where it has a project. */
export function timeDomain(scope: Scope, period: Period, partlyBilled: number[] = []): Domain {
  return [
    ['project_id', '!=', false],
    ['date', '<=', period.to],
    ...limits(scope, {
      company: 'order_id.company_id',
      ownCompany: 'company_id',
      customer: 'order_id.partner_id',
      order: 'order_id',
      project: 'project_id',
    }),
    // The period whole; of what is older, what could still be billed, and what came late and names no order line.
    ...(partlyBilled.length ? (['|', ['id', 'in', partlyBilled]] as Domain) : []),
    '|',
    '|',
    ['date', '>=', period.from],
    '&',
    '&',
    ['so_line', '=', false],
    ['project_id.allow_billable', '=', true],
    ['create_date', '>=', period.from],
    '&',
    ['timesheet_invoice_type', '=', 'billable_time'],
    // Odoo leaves its link on the time of an invoice that was cancelled.
    '|',
    ['timesheet_invoice_id', '=', false],
    ['timesheet_invoice_id.state', '=', 'cancel'],
  ];
}

const line = z.object({
  id,
  date: day,
  name: textOrEmpty,
  unit_amount: decimal,
  employee_id: many2oneOrNone,
  project_id: id,
  task_id: many2oneOrNone,
  so_line: many2oneOrNone,
  timesheet_invoice_id: many2oneOrNone,
  create_date: instant,
  write_date: instant,
});

const sources = {
  validated: { schema: line.extend({ validated: boolean }), source: 'validated' },
  sheet: { schema: line.extend({ sheet_state: textOrEmpty }), source: 'sheet' },
  addOn: {
    schema: line.extend({
      x_billing_approval: z.enum(['pending', 'approved', 'changed']),
      x_billing_approved_by: many2oneOrNone,
      x_billing_approved_on: instantOrNone,
    }),
    source: 'add-on',
  },
} as const;

export type TimeRow = z.output<typeof line> & { approval: Approval; approvedBy?: number };

/**
 * Timesheets with their approval: Enterprise's `validated`, the state of OCA's sheet, or the add-on's own field,
 * whichever this database has.
 */
export const readTime = async (api: OdooApi, domain: Domain): Promise<TimeRow[]> =>
  (await timeReader(api, { many: true }))(domain);

/** Asks once which approval it is. */
export async function timeReader(
  api: OdooApi,
  options: Pick<ReadOptions, 'many'> = {},
): Promise<(domain: Domain) => Promise<TimeRow[]>> {
  const has = await api.fieldsGet('account.analytic.line', ['validated', 'sheet_id', 'sheet_state']);
  const model = 'account.analytic.line';
  if (has.validated) {
    const { schema, source } = sources.validated;
    const saying = approvals(source);
    return async (domain) =>
      (await read(api, model, domain, schema, options)).map((row) =>
        Object.assign(row, { approval: saying(row.validated ? 'approved' : 'pending')('') }),
      );
  }
  if (has.sheet_state) {
    const { schema, source } = sources.sheet;
    const saying = approvals(source);
    return async (domain) =>
      (await read(api, model, domain, schema, options)).map((row) =>
        Object.assign(row, { approval: saying(row.sheet_state === 'done' ? 'approved' : 'pending')('') }),
      );
  }
  const { schema, source } = sources.addOn;
  const saying = approvals(source);
  return async (domain) =>
    (await read(api, model, domain, schema, options)).map((row) =>
      Object.assign(row, {
        approval: saying(row.x_billing_approval)(row.x_billing_approved_on ?? ''),
        ...(row.x_billing_approved_by && { approvedBy: row.x_billing_approved_by }),
      }),
    );
}

/** One for all rows of which it says the same: much time is approved at once. */
const approvals = (source: Approval['source']) =>
  onceByText((state: Approval['state']) => onceByText((on): Approval => ({ source, state, ...(on && { on }) })));
