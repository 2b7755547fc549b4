import { z } from 'zod/v4';
import type { BillingEvent, BillingEvents, EventFacts } from '../billing/events.ts';
import { type Answer, runAction } from './actions.ts';
import type { OdooApi } from './api.ts';
import * as field from './rows.ts';

type Told = Answer<'take'>['events'][number];

interface Source {
  schema: z.ZodObject;
  facts: (row: never) => Partial<EventFacts>;
}

const source = <S extends z.ZodObject>(schema: S, facts: (row: z.output<S>) => Partial<EventFacts>): Source => ({
  schema,
  facts,
});
const named = field.many2oneNamedOrNone;

/** What is read of each model: with the robot's own rights, at the time of reading. */
const SOURCES: Record<string, Source> = {
  'account.move': source(
    z.object({
      id: field.id,
      name: field.textOrEmpty,
      move_type: field.text,
      state: z.enum(['draft', 'posted', 'cancel']),
      payment_state: field.textOrEmpty,
      partner_id: named,
      company_id: named,
      currency_id: named,
      amount_untaxed: field.decimal,
      amount_total: field.decimal,
      invoice_origin: field.textOrEmpty,
      invoice_date: field.dayOrNone,
      reversed_entry_id: named,
    }),
    (row) => ({
      invoice: {
        id: row.id,
        name: row.name || `Draft #${row.id}`,
        type: row.move_type,
        state: row.state,
        paymentState: row.payment_state,
        ...given({
          customer: row.partner_id,
          company: row.company_id,
          invoiceDate: row.invoice_date,
          credits: row.reversed_entry_id,
        }),
        untaxed: row.amount_untaxed,
        total: row.amount_total,
        currency: row.currency_id?.name ?? '',
        origin: row.invoice_origin,
      },
    }),
  ),
  'account.analytic.line': source(
    z.object({
      id: field.id,
      date: field.day,
      name: field.textOrEmpty,
      unit_amount: field.decimal,
      employee_id: named,
      project_id: named,
      order_id: named,
    }),
    (row) => ({
      time: {
        id: row.id,
        date: row.date,
        description: row.name,
        hours: row.unit_amount,
        ...given({ employee: row.employee_id, project: row.project_id, order: row.order_id }),
      },
    }),
  ),
  'project.milestone': source(
    z.object({ id: field.id, name: field.textOrEmpty, project_id: named, reached_date: field.dayOrNone }),
    (row) => ({
      milestone: { id: row.id, name: row.name, ...given({ project: row.project_id, reachedOn: row.reached_date }) },
    }),
  ),
  'hr.expense': source(
    z.object({
      id: field.id,
      name: field.textOrEmpty,
      date: field.dayOrNone,
      state: field.text,
      employee_id: named,
      sale_order_id: named,
    }),
    (row) => ({
      expense: {
        id: row.id,
        name: row.name,
        state: row.state,
        ...given({ date: row.date, employee: row.employee_id, order: row.sale_order_id }),
      },
    }),
  ),
  x_billing_case: source(
    z.object({
      id: field.id,
      x_name: field.textOrEmpty,
      x_code: field.textOrEmpty,
      x_kind: field.textOrEmpty,
      x_state: field.textOrEmpty,
      x_detail: field.textOrEmpty,
      x_next_step: field.textOrEmpty,
      x_deadline: field.dayOrNone,
      x_order_id: named,
      x_move_id: named,
      x_owner_id: named,
    }),
    (row) => ({
      case: {
        id: row.id,
        title: row.x_name,
        code: row.x_code,
        kind: row.x_kind,
        state: row.x_state,
        detail: row.x_detail,
        nextStep: row.x_next_step,
        ...given({
          deadline: row.x_deadline,
          order: row.x_order_id,
          invoice: row.x_move_id,
          owner: row.x_owner_id,
        }),
      },
    }),
  ),
  x_billing_dispute: source(
    z.object({
      id: field.id,
      x_name: field.textOrEmpty,
      x_move_id: named,
      x_partner_id: named,
      x_reason: field.text,
      x_amount: field.decimal,
      x_currency_id: named,
      x_deadline: field.dayOrNone,
      x_owner_id: named,
    }),
    (row) => ({
      dispute: {
        id: row.id,
        title: row.x_name,
        reason: row.x_reason,
        amount: row.x_amount,
        currency: row.x_currency_id?.name ?? '',
        ...given({
          invoice: row.x_move_id,
          customer: row.x_partner_id,
          deadline: row.x_deadline,
          owner: row.x_owner_id,
        }),
      },
    }),
  ),
  x_billing_decision: source(
    z.object({
      id: field.id,
      x_move_id: named,
      x_outcome: z.enum(['approved', 'rejected', 'step-approved']),
      x_person_id: named,
      x_channel: z.enum(['slack', 'page', 'teams', 'email', 'odoo']),
      x_reason: field.textOrEmpty,
      x_at: field.instant,
    }),
    (row) => ({
      decision: {
        id: row.id,
        outcome: row.x_outcome,
        channel: row.x_channel,
        reason: row.x_reason,
        at: row.x_at,
        ...given({ invoice: row.x_move_id, by: row.x_person_id }),
      },
    }),
  ),
};

/** Without the members that are undefined. */
function given<T extends object>(members: T): { [Name in keyof T]?: NonNullable<T[Name]> } {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as never;
}

export function createBillingEvents(api: OdooApi): BillingEvents {
  return {
    listen: async (listener) => void (await runAction(api, 'listen', { ...listener })),
    unlisten: async (key, forget) => void (await runAction(api, 'unlisten', { key, forget })),
    async take(key, limit, skip = []) {
      const { listening, batch, events } = await runAction(api, 'take', { key, limit, skip });
      if (!listening) return 'unknown';
      return batch ? { id: batch, events: await withFacts(api, events) } : undefined;
    },
    confirm: async (key, batch) => void (await runAction(api, 'confirm', { key, batch })),
  };
}

async function withFacts(api: OdooApi, told: Told[]): Promise<BillingEvent[]> {
  const facts = new Map<string, Partial<EventFacts>>();
  for (const [model, events] of Map.groupBy(told, (each) => each.model)) {
    const known = SOURCES[model];
    if (!known) continue;
    const ids = [...new Set(events.map(({ record }) => record))];
    const fields = Object.keys(known.schema.shape).filter((name) => name !== 'id');
    const rows = await api.searchRead(model, [['id', 'in', ids]], { fields, names: true, archived: true });
    for (const row of field.parseRows(known.schema, rows, model)) {
      facts.set(`${model},${String(row['id'])}`, known.facts(row as never));
    }
  }
  return told.map(({ id, kind, at, by, model, record }) => {
    const now = facts.get(`${model},${record}`);
    return { id, event: kind, at, by, record: { model, id: record }, gone: !now, ...now };
  });
}
