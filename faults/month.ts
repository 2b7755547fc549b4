import { postInvoices } from '../src/billing/post.ts';
import { runBilling } from '../src/billing/run.ts';
import type { OdooAccess } from '../src/odoo/api.ts';
import type { ClientOptions } from '../src/odoo/client.ts';
import { connectOdoo } from '../src/odoo/connect.ts';
import { createBillingOdoo } from '../src/odoo/gateway.ts';
import { stepByStep } from './step-by-step.ts';

/** What a run of a month needs to know. */
export interface Month {
  drafter: OdooAccess;
  desk: OdooAccess;
  orderIds: number[];
  approver: string;
  /** Billed as n8n's _Bill_ does it, some orders after the others, instead of by collecting, judging and drafting. */
  inOneStep: boolean;
  client?: ClientOptions;
}

const [LAST_DAY, TODAY, DECIDED] = ['2026-10-31', '2026-11-02', '2026-11-02T10:00:00.000Z'];

/** A month of these orders, from their work to posted invoices, by the use cases n8n's nodes and the desk call. */
export async function runMonth({ drafter, desk, orderIds, approver, inOneStep, client }: Month): Promise<void> {
  const api = connectOdoo(drafter, client);
  const drafting = createBillingOdoo(api, drafter.url);
  const scope = { to: LAST_DAY, orderIds };
  // One call at a time: what comes first is compared, too.
  if (inOneStep) await runBilling(drafting, scope, { today: TODAY, most: 8 });
  else await stepByStep(drafting, scope, TODAY);

  const drafts = await api.searchRead(
    'account.move',
    [
      ['state', '=', 'draft'],
      ['x_billing_key', '!=', false],
      ['invoice_line_ids.sale_line_ids.order_id', 'in', orderIds],
    ],
    { fields: ['state'], order: 'id' },
  );
  const deciding = createBillingOdoo(connectOdoo(desk, client), desk.url);
  const person = drafts.length > 0 ? await deciding.personByEmail(approver) : undefined;
  if (!person) return;
  for (const { id } of drafts as { id: number }[]) {
    const { content } = await deciding.invoice(id);
    const request = { requestId: `request-${id}`, invoiceId: id, channel: 'page', at: DECIDED } as const;
    const verified = 'in a test of faults';
    await deciding.recordEvent({ ...request, key: `requested-${id}`, kind: 'requested', what: 'Asked', verified });
    const approved = { outcome: 'approved', reason: '', content, person } as const;
    await deciding.recordDecision({ ...request, ...approved, key: `approved-${id}`, verified });
  }
  await postInvoices(
    drafting,
    drafts.map(({ id }) => id as number),
  );
}
