import { openCase } from '../rules/case.ts';
import type { Day } from '../rules/entry.ts';
import type { CaseDraft } from '../rules/verdict.ts';
import { given } from '../rules/given.ts';
import { STUCK } from '../rules/watch/cause.ts';
import { messageOf, outcomeUnknown, rolledBack } from './failure.ts';
import type { BillingOdoo, Delivery, Release, ReleaseOutcome } from './ports.ts';

const NOT_SENT = STUCK['not-sent'];

/**
 * Sends posted, approved invoices to their customers by Odoo's own send, each once: what left before is said to have.
 * With `objectionMinutes`, each is announced to its account team first and leaves at a release after that time, unless one
 * of them stops it. Nothing is posted here. An invoice that did not leave is a case, which closes itself when the invoice has left.
 */
export async function releaseInvoices(
  odoo: BillingOdoo,
  invoiceIds: number[],
  today: Day,
  objectionMinutes = 0,
): Promise<ReleaseOutcome[]> {
  const outcomes: ReleaseOutcome[] = [];
  for (const invoiceId of invoiceIds) outcomes.push(await releaseInvoice(odoo, invoiceId, today, objectionMinutes));
  return outcomes;
}

async function releaseInvoice(
  odoo: BillingOdoo,
  invoiceId: number,
  today: Day,
  objectionMinutes: number,
): Promise<ReleaseOutcome> {
  const tried = await tryRelease(odoo, invoiceId, objectionMinutes);
  if (tried.status === 'announced') return { invoiceId, status: 'announced', leavesAt: tried.leavesAt };
  if (tried.status === 'refused') return { invoiceId, status: 'refused', message: tried.message };

  const delivery = await odoo.settleRelease(invoiceId, tried.message);
  if (delivery.status === 'refused') return delivery;
  await keepCase(odoo, delivery, today);
  const { name } = delivery;
  if (delivery.status === 'not-left') return { invoiceId, status: 'not-sent', name, message: delivery.why };
  const status = tried.status === 'handed-over' ? 'sent' : 'already-sent';
  return { invoiceId, status, name, how: delivery.how };
}

/** The mail leaves after Odoo has committed, so even an attempt that ended in an error may have sent it: always look. */
async function tryRelease(odoo: BillingOdoo, invoiceId: number, objectionMinutes: number): Promise<Release> {
  try {
    return await odoo.release(invoiceId, objectionMinutes);
  } catch (error) {
    if (!rolledBack(error) && !outcomeUnknown(error)) throw error;
    return { status: 'not-sent', message: messageOf(error) };
  }
}

async function keepCase(odoo: BillingOdoo, delivery: Exclude<Delivery, { status: 'refused' }>, today: Day) {
  const record = `account.move,${delivery.invoiceId}`;
  if (delivery.status === 'not-left') await odoo.openCases([notSentCase(delivery, record, today)]);
  else
    await odoo.closeCases([NOT_SENT], [], `The invoice has left, ${delivery.how}.`, {
      keys: [`${NOT_SENT}:${record}`],
    });
}

function notSentCase(
  { invoiceId, title, why, nextStep, untaxed, currency, orderId, ownerId }: Extract<Delivery, { status: 'not-left' }>,
  record: string,
  today: Day,
): CaseDraft {
  const spec = {
    kind: 'technical',
    code: NOT_SENT,
    severity: 'high',
    title,
    detail: why,
    nextStep,
  } as const;
  return {
    ...openCase(spec, { record, amount: untaxed, today }),
    ...given({ orderId, ownerId }),
    currency,
    invoiceId,
  };
}
