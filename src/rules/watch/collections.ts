import { exact, sum, text } from '../../money/decimal.ts';
import { nextStep } from '../collections/dunning.ts';
import { promiseStates, type PromiseState } from '../collections/promises.ts';
import { DISPUTE_REASONS, type Dispute, type Receivable, type Reminder } from '../collections/receivable.ts';
import { addDays, dayWords } from '../days.ts';
import type { Day, Decimal } from '../entry.ts';
import type { CaseDraft } from '../verdict.ts';
import { amountWords } from '../words.ts';
import { caseOf } from './case-of.ts';
import type { Finding, Found } from './finding.ts';
import { ownedBy } from './finding.ts';

/** What got stuck between an invoice and its money. */
export const COLLECTIONS = {
  'promise-broken': 'collection.promise-broken',
  'dispute-late': 'collection.dispute-late',
  'reminder-failed': 'collection.reminder-failed',
  unanswered: 'collection.unanswered',
} as const;

/** Amounts of it are the invoice's, with tax. */
export interface StuckCollection extends Finding {
  is: keyof typeof COLLECTIONS;
  invoiceId: number;
  invoice: string;
  customer: string;
  companyId: number;
  detail: string;
  record: string;
}

/** Days a dispute may be past its deadline, and a customer's message unanswered. */
export interface CollectionsOptions {
  disputeDays: number;
  answerDays: number;
}

type Words = Pick<StuckCollection, 'is' | 'what' | 'since' | 'amount' | 'nextStep' | 'detail' | 'record'> &
  Pick<Finding, 'whose' | 'ownerId'>;

/** Promises that were broken, disputes past their deadline, reminders that did not arrive, messages nobody answered. */
export function stuckCollections(
  invoices: readonly Receivable[],
  options: CollectionsOptions,
  today: Day,
): Found<StuckCollection> {
  const findings = invoices.flatMap((invoice) => {
    const { id, name, customer, company, currency } = invoice;
    const about = {
      invoiceId: id,
      invoice: name,
      customer: customer.name,
      companyId: company.id,
      currency: currency.code,
    };
    return [
      ...brokenPromises(invoice, today),
      ...lateDisputes(invoice, options, today),
      ...failedReminders(invoice, today),
      ...unanswered(invoice, options, today),
    ].map((words): StuckCollection => ({ ...about, ...words, caseKey: `${COLLECTIONS[words.is]}:${words.record}` }));
  });
  return { findings, cases: findings.map((found) => caseFor(found, today)) };
}

/**
 * What is missing of the promise: less what came later, and no more than is open and not disputed. A promise made after it
 * takes its place.
 */
function brokenPromises(invoice: Receivable, today: Day): Words[] {
  const { name, customer, residual, disputes, settlements, salesperson, currency } = invoice;
  const states = promiseStates(invoice, today);
  const isReplaced = ({ by, id }: PromiseState) => states.some((other) => other.id !== id && other.madeOn > by);
  const disputed = sum(disputes.filter(({ state }) => state !== 'closed').map(({ amount }) => amount));
  let open = exact(residual).minus(disputed);
  return states
    .filter((promise) => promise.state === 'broken' && !isReplaced(promise))
    .flatMap((promise) => {
      const { id, amount, came, by, promisedBy, author } = promise;
      const later = settlements.filter(({ kind, day }) => kind === 'payment' && day > by).map((each) => each.amount);
      const rest = exact(amount).minus(exact(came)).minus(sum(later));
      const missing = rest.lt(open) ? rest : open;
      if (missing.lte(0)) return [];
      open = open.minus(missing);
      const words = (money: Decimal) => amountWords(money, currency);
      return {
        is: 'promise-broken' as const,
        what: `Promise broken: ${name}, ${customer.name}, to pay by ${dayWords(by)}`,
        since: by,
        amount: text(missing),
        ...ownedBy(salesperson ?? author),
        nextStep: 'Call the customer. Write down a new promise or a dispute, or withdraw the promise.',
        detail: `${promisedBy} promised ${words(amount)}; ${words(came)} came in time. ${author.name} wrote it down.`,
        record: `x_billing_promise,${id}`,
      };
    });
}

function lateDisputes(
  { name, customer, disputes, currency, salesperson }: Receivable,
  { disputeDays }: CollectionsOptions,
  today: Day,
): Words[] {
  const isLate = ({ state, deadline }: Dispute) => state === 'open' && addDays(deadline, disputeDays) < today;
  return disputes.filter(isLate).map(({ id, reason, amount, openedOn, deadline, owner }) => ({
    is: 'dispute-late',
    what: `Dispute past its deadline: ${name}, ${customer.name}, ${DISPUTE_REASONS[reason].toLowerCase()}`,
    since: deadline,
    amount,
    ...ownedBy(owner ?? salesperson),
    nextStep: 'Decide it: uphold it in whole or in part, or reject it with an answer; or agree on a later deadline.',
    detail: `${amountWords(amount, currency)} disputed since ${dayWords(openedOn)}, to be decided by ${dayWords(deadline)}. It is not reminded of meanwhile.`,
    record: `x_billing_dispute,${id}`,
  }));
}

/** The last reminder, where its mail was refused or came back; or one that is due and has no address to go to. */
function failedReminders(invoice: Receivable, today: Day): Words[] {
  const { id, name, customer, told, hasAddress, salesperson, currency, held, plan } = invoice;
  const next = nextStep(invoice, today);
  if (held || !plan?.on || exact(next.asked).lte(0)) return [];
  const last = told.toSorted((a, b) => a.on.localeCompare(b.on)).at(-1);
  const failed = last?.mail === 'failed' ? last : undefined;
  const missing = next.step === 'remind' && !hasAddress;
  if (!failed && !missing) return [];
  const why = failed ? refusal(failed) : `${customer.name} has no e-mail address in Odoo.`;
  return [
    {
      is: 'reminder-failed',
      what: `Reminder not delivered: ${name}, ${customer.name}`,
      since: failed?.on ?? invoice.due,
      amount: next.asked,
      ...ownedBy(salesperson),
      nextStep: failed
        ? 'Put the customer’s address right, and send the mail again under Settings, Technical, Emails; or call them.'
        : 'Put in the customer’s address: the next run sends it. Or call them, and hold the reminders.',
      detail: `${why} ${amountWords(next.asked, currency)} would be asked for.`,
      record: `account.move,${id}`,
    },
  ];
}

const refusal = ({ name, on, why }: Reminder): string =>
  `${name} of ${dayWords(on)} did not reach the customer. ${why ? `The mail server says: ${why.replace(/\s+/g, ' ').replace(/\.?$/, '.')}` : ''}`.trim();

function unanswered(
  { id, name, customer, heard, residual, salesperson }: Receivable,
  { answerDays }: CollectionsOptions,
  today: Day,
): Words[] {
  if (!heard || exact(residual).lte(0) || addDays(heard.on, answerDays) > today) return [];
  return [
    {
      is: 'unanswered',
      what: `Customer wrote, nobody answered: ${name}, ${customer.name}`,
      since: heard.on,
      amount: residual,
      ...ownedBy(salesperson),
      nextStep:
        'Read it on the invoice. Write down the dispute or promise it is, answer it, or press Nothing disputed on the Collections tab. Reminders wait until then.',
      detail: `${heard.by}: “${heard.said}”`,
      record: `account.move,${id}`,
    },
  ];
}

function caseFor(found: StuckCollection, today: Day): CaseDraft {
  const { is, invoiceId, companyId, detail, record } = found;
  return caseOf(found, { code: COLLECTIONS[is], severity: 'medium', detail, invoiceId, companyId, record }, today);
}
