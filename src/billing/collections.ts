import type { Day, Decimal } from '../rules/entry.ts';
import { given } from '../rules/given.ts';
import type { Collectible } from '../rules/collections/priority.ts';
import { priorities } from '../rules/collections/priority.ts';
import type { DunningStep } from '../rules/collections/dunning.ts';
import { nextStep } from '../rules/collections/dunning.ts';
import type { BillingOdoo, Dunned, WorkScope } from './ports.ts';

type Companies = Pick<WorkScope, 'companyIds'>;

/** What was done about an open invoice, and why. */
export interface DunnedInvoice {
  invoiceId: number;
  invoice: string;
  customer: string;
  /** `due`: it would have been sent. Others than these and the answers of Odoo say why nothing is sent. */
  status: 'due' | Dunned['status'] | Exclude<DunningStep['step'], 'remind'>;
  level?: string;
  /** What the customer is asked for, in the invoice's currency. */
  asked: Decimal;
  currency: string;
  reason: string;
  to?: string;
}

/** Whom to call first: everything that is open, the most urgent first. Nothing is sent. */
export async function collectionList(odoo: BillingOdoo, scope: Companies, today: Day): Promise<Collectible[]> {
  const { owed, paid } = await odoo.receivables(scope);
  return priorities(owed, paid, today);
}

/**
 * Sends what is due of a firm's reminders, each level of an invoice once. Where the invoice changed since it was read, nothing
 * is sent, and the next run decides anew.
 *
 * @param send off: only says what would be sent
 */
export async function sendReminders(
  odoo: BillingOdoo,
  scope: Companies,
  { today, send }: { today: Day; send: boolean },
): Promise<DunnedInvoice[]> {
  const { owed } = await odoo.receivables(scope);
  const done: DunnedInvoice[] = [];
  for (const invoice of owed) {
    const next = nextStep(invoice, today);
    if (next.step === 'done') continue;
    const { id, name, customer, currency, seal } = invoice;
    const { reason, asked } = next;
    const about = { invoiceId: id, invoice: name, customer: customer.name, asked, currency: currency.code, reason };
    if (next.step !== 'remind') {
      done.push({ ...about, status: next.step, ...given({ level: next.level?.name }) });
      continue;
    }
    const due = { invoiceId: id, levelId: next.level.id, seal, asked, reason };
    const { status, to } = send ? await odoo.dun(due) : { status: 'due' as const, to: '' };
    done.push({ ...about, status, level: next.level.name, ...given({ to: to || undefined }) });
  }
  return done;
}
