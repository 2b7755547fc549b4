import type { InvoiceFacts } from '../../billing/ports.ts';
import { amount, day, instant, via } from '../format.ts';
import type { StoredRequest } from '../store/requests.ts';
import { unusualOf } from '../unsaid.ts';
import { type LineView, linesView } from './line.ts';
import { standingOf, type Standing } from './standing.ts';
import { stepsInWords } from './steps.ts';
import { talkView, type TalkView, unansweredOf } from './talk.ts';
import { name, written } from './text.ts';

/**
 * What a request shows, whatever shows it. Everything is text for people: amounts with separators and the decimals of
 * their currency, names rid of what could turn the writing around them. A channel lays it out and escapes it.
 */
export interface RequestView {
  /** Undefined while it can be decided. */
  standing: Standing | undefined;
  /** `Draft #42`. */
  invoice: string;
  customer: string;
  company: string;
  currency: string;
  /** Without currency, as the next two. */
  total: string;
  untaxed: string;
  tax: string;
  /** Period, order, reference and the like, as far as there are any. */
  about: { label: string; text: string }[];
  /** What to look at before deciding. */
  unusual: string[];
  /** Why it came to those who were asked: in the words of the policy's route, then step by step. */
  why: string[];
  /** A line of the requester's own. */
  note: string;
  /** Questions, answers and who handed it on, in their order. */
  talk: TalkView[];
  /** `No answer yet.`, or empty. */
  unanswered: string;
  lines: LineView[];
  history: { what: string; how: string; reason: string; outcome: 'approved' | 'rejected' }[];
  odoo: string;
  /** The desk's page for those who sign in; undefined where nobody can. */
  page: string | undefined;
}

type Asked = Pick<
  StoredRequest,
  'id' | 'facts' | 'note' | 'state' | 'voidReason' | 'approvers' | 'decision' | 'decisions' | 'route' | 'chain' | 'talk'
>;

/**
 * @param facts as they are now, where they are known; as they were when approval was asked for, otherwise
 * @param desk where people open the desk, where they can sign in to it
 */
export function viewOf(request: Asked, desk?: string, facts: InvoiceFacts = request.facts): RequestView {
  return {
    standing: standingOf(request),
    invoice: name(facts.name),
    customer: name(facts.customer.name),
    company: name(facts.company.name),
    currency: facts.currency,
    total: amount(facts.total),
    untaxed: amount(facts.untaxed),
    tax: amount(facts.tax),
    about: about(facts),
    unusual: unusualOf(facts).map(({ message }) => name(message)),
    why: [...request.route.why.map(name), ...stepsInWords(request)],
    note: written(request.note),
    talk: talkView(request),
    unanswered: unansweredOf(request),
    lines: linesView(facts),
    history: facts.decisions.map(({ outcome, by, at, channel, reason, current }) => ({
      outcome: outcome === 'rejected' ? 'rejected' : 'approved',
      what: `${WORDS[outcome]} by ${name(by)}`,
      how: `${instant(at)} ${via(channel)}${current ? '' : ', of an earlier version of this invoice'}`,
      reason: written(reason),
    })),
    odoo: facts.url,
    page: desk && `${desk}/inbox/${request.id}`,
  };
}

const WORDS = { approved: 'Approved', rejected: 'Rejected', 'step-approved': 'Step approved' };

function about(facts: InvoiceFacts): RequestView['about'] {
  return [
    { label: 'Period', text: name(facts.period) },
    { label: 'Order', text: name(facts.origin) },
    { label: 'Customer’s reference', text: name(facts.reference) },
    { label: 'Invoice date', text: facts.invoiceDate ? day(facts.invoiceDate) : '' },
    { label: 'Prepared by', text: facts.preparers.map((each) => name(each.name)).join(', ') || 'The billing run' },
  ].filter(({ text }) => text);
}

/** `14,092.58 EUR`. */
export function totalOf({ total, currency }: Pick<RequestView, 'total' | 'currency'>): string {
  return `${total} ${currency}`;
}
