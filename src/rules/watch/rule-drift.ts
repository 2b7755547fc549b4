import type { Big } from 'big.js';
import { exact, sum, text } from '../../money/decimal.ts';
import { dayOf } from '../days.ts';
import type { Day } from '../entry.ts';
import { given } from '../given.ts';
import { groupBy } from '../group.ts';
import { agreementOf, termsId, termsText } from '../terms/in-force.ts';
import type { Agreement } from '../terms/schema.ts';
import { versionsOn } from '../terms/versions.ts';
import type { CaseDraft, Part } from '../verdict.ts';
import { amountWords } from '../words.ts';
import { caseOf } from './case-of.ts';
import type { Finding, Found } from './finding.ts';
import { ownedBy } from './finding.ts';
import type { BookedInvoice, Books, HeldPart, Ledger } from './reconcile/books.ts';
import { creditedOf, ledgerOf } from './reconcile/books.ts';
import { isChanged } from './reconcile/changed.ts';
import { entries, listed, valueOf } from './reconcile/difference.ts';

/** Work of one invoice that was billed under terms which are not in force for its service days any more. */
export interface RuleDrift extends Finding {
  invoice: string;
  invoiceId: number;
  orderId?: number;
  /** `agreement@version`, or `odoo` for the order line's own. */
  billedUnder: string;
  inForce: string;
  entries: number;
  /** Before tax, exact, in `currency`: as billed, under the terms in force, and the second less the first. */
  was: string;
  is: string;
  difference: string;
  detail: string;
}

export interface Replayed {
  books: Books;
  agreements: readonly Agreement[];
  /** What the terms in force make of the same work today. */
  today: readonly Part[];
}

/** What live invoices bill of a day's work of an order and project under the same terms; fees are never compared. */
export type BilledUnder = Pick<HeldPart, 'terms' | 'date' | 'orderId' | 'projectId'>;

interface Drifted {
  held: HeldPart;
  invoice: BookedInvoice;
  inForce: string;
  was: Big;
  /** Absent where it can't be told today. */
  is?: Big;
}

/**
 * Billed under terms since superseded for the service day, where that comes to another amount. What credit notes of the
 * invoice gave back settles what was too much. Work that changed or waits for approval is not compared.
 */
export function ruleDrift({ books, agreements, today: replayed }: Replayed, _: object, today: Day): Found<RuleDrift> {
  const ledger = ledgerOf(books);
  const anew = groupBy(replayed, ({ entry }) => entry);
  const drifted = [...ledger.heldBy].flatMap(([entry, parts]) => driftOf(ledger, parts, anew.get(entry) ?? []));
  const groups = groupBy(drifted, ({ invoice, held, inForce }) => `${invoice.id} ${held.terms} ${inForce}`);
  const findings = [...groups.values()].flatMap((own) => finding(ledger, agreements, own));
  return { findings, cases: findings.map((found) => driftCase(found, today)) };
}

function driftOf(ledger: Ledger, parts: HeldPart[], anew: readonly Part[]): Drifted[] {
  const held = parts.find((part) => !anew.some(({ terms }) => terms === part.terms));
  const invoice = held && ledger.invoiceOf(held);
  const inForce = anew[0]?.terms;
  if (!held || !invoice || inForce === undefined || held.kind === 'fee' || isChanged(ledger, held.entry)) return [];
  if (anew.some(({ verdict }) => verdict === 'pending')) return [];
  const untold = anew.some(({ verdict }) => verdict === 'hold');
  const is = valueOf(anew.filter(({ verdict }) => verdict === 'bill'));
  return [{ held, invoice, inForce, was: valueOf(parts), ...(!untold && { is }) }];
}

function finding(ledger: Ledger, agreements: readonly Agreement[], own: Drifted[]): RuleDrift[] {
  const [{ held, invoice, inForce }] = own as [Drifted];
  const told = own.filter(({ is }) => is !== undefined);
  const was = sum(told.map((one) => one.was));
  const is = sum(told.map((one) => one.is ?? exact('0')));
  const difference = is.minus(was);
  if (told.length === own.length && (difference.eq(0) || isGivenBack(invoice, difference))) return [];
  const order = ledger.orders.get(held.orderId ?? 0);
  const [before, now] = [held.terms, inForce].map((id) => nameOf(agreements, id));
  const [wasWords, isWords, by] = [was, is, difference.abs()].map((each) => amountWords(each, invoice.currency));
  const untold = own.length - told.length;
  return [
    {
      what: `${invoice.name} bills ${entries(own.length)} under ${before}; ${now} ${now === ODOO ? 'hold' : 'holds'} for ${own.length === 1 ? 'its day' : 'their days'}: ${by} ${difference.lt(0) ? 'too much' : 'too little'}`,
      since: sinceOf(agreements, inForce, invoice),
      amount: text(difference.abs()),
      currency: invoice.currency.code,
      ...ownedBy(order?.salesperson),
      ...given({ orderId: order?.id }),
      nextStep: `Credit ${invoice.name} in full and bill its work anew${difference.lt(0) ? ', or credit the difference' : ''}. Where it is to stay as billed, let ${now} begin after these days.`,
      caseKey: `terms.drift:account.move,${invoice.id}:${held.terms}`,
      invoice: invoice.name,
      invoiceId: invoice.id,
      billedUnder: held.terms,
      inForce,
      entries: own.length,
      was: text(was),
      is: text(is),
      difference: text(difference),
      detail: [
        `Billed ${wasWords}; the terms in force come to ${isWords}.`,
        ...(untold > 0 ? [`What they come to for ${entries(untold)} can't be told: somebody has to look at it.`] : []),
        listed(own.map((one) => one.held)),
      ].join('\n'),
    },
  ];
}

/** What was too much, by credit notes of the invoice. */
const isGivenBack = (invoice: BookedInvoice, difference: Big): boolean =>
  difference.lt(0) && creditedOf(invoice).gte(difference.abs().minus('0.01'));

const ODOO = 'the order’s own prices';

function termsOf(agreements: readonly Agreement[], id: string) {
  const agreement = agreements.find((each) => each.id === agreementOf(id));
  const version = agreement?.versions.find((each) => id === `${agreement.id}@${each.version}`);
  return agreement && version && { agreement, version };
}

function nameOf(agreements: readonly Agreement[], id: string): string {
  if (id === 'odoo') return ODOO;
  const terms = termsOf(agreements, id);
  return terms ? termsText(terms) : id;
}

/** The later of the days the terms in force were signed and the invoice was made. */
function sinceOf(agreements: readonly Agreement[], inForce: string, invoice: BookedInvoice): Day {
  const signed = termsOf(agreements, inForce)?.version.signedOn ?? '';
  const made = dayOf(invoice.made);
  return signed > made ? signed : made;
}

function driftCase(found: RuleDrift, today: Day): CaseDraft {
  const { detail, invoiceId, orderId } = found;
  const record = `account.move,${invoiceId}`;
  return caseOf(found, { code: 'terms.drift', severity: 'medium', detail, record, invoiceId, orderId }, today);
}

/** Whether other terms may be in force for billed work today: its version holds no more, or another speaks of it. */
export function mayHaveDrifted(
  { terms, date, orderId, projectId }: BilledUnder,
  agreements: readonly Agreement[],
): boolean {
  const meant = (known: number | undefined, one: number | undefined) => known === undefined || known === one;
  return agreements.some((agreement) => {
    const { id, order, project } = agreement;
    const holding = () => versionsOn(agreement.versions, date);
    if (id === agreementOf(terms)) return !holding().some((version) => terms === termsId({ agreement, version }));
    return meant(order?.id, orderId) && meant(project?.id, projectId) && holding().length > 0;
  });
}
