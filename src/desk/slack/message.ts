import type { KnownBlock } from '@slack/web-api';
import { amount, instant, money, quantity, via } from '../format.ts';
import type { StoredRequest } from '../store/requests.ts';

const LINES_SHOWN = 8;
/** Slack refuses a section of more than 3,000 characters. */
const SECTION_LIMIT = 2900;

/** The message as the request stands now: facts always, buttons only while it can be decided. */
export function message(request: StoredRequest, ref: string): { text: string; blocks: KnownBlock[] } {
  const { facts } = request;
  const total = money(facts.total, facts.currency);
  return {
    text: escape(`${heading(request)}: ${facts.customer.name}, ${total}`),
    blocks: [
      { type: 'header', text: { type: 'plain_text', text: cut(`${facts.customer.name} · ${total}`, 150) } },
      ...(request.state === 'open' ? [] : [section(standing(request))]),
      {
        type: 'section',
        fields: [
          field('Invoice', `<${facts.url}|${escape(facts.name)}>`),
          field('Period', escape(facts.period || '–')),
          field('Before tax', money(facts.untaxed, facts.currency)),
          field('Order', escape([facts.origin, facts.reference].filter(Boolean).join(' · ') || '–')),
        ],
      },
      ...(facts.findings.length > 0 ? [section(findings(request))] : []),
      section(lines(request)),
      ...(request.note ? [section(escape(request.note))] : []),
      { type: 'context', elements: [{ type: 'mrkdwn', text: cut(people(request), SECTION_LIMIT) }] },
      ...(request.state === 'open' ? [buttons(ref)] : []),
    ],
  };
}

function heading({ state }: StoredRequest): string {
  if (state === 'open') return 'An invoice waits for approval';
  return state === 'deciding' ? 'Being recorded' : { approved: 'Approved', rejected: 'Rejected', void: 'Void' }[state];
}

function standing({ state, decision, voidReason }: StoredRequest): string {
  if (state === 'void') return `:no_entry_sign: *Nothing to decide any more.* ${escape(voidReason ?? '')}`;
  if (!decision) return '';
  const { outcome, by, channel, decidedAt, reason } = decision;
  const icon = outcome === 'approved' ? ':white_check_mark:' : ':x:';
  const said = `${icon} *${outcome === 'approved' ? 'Approved' : 'Rejected'} by ${escape(by.name)}* ${via(channel)}, ${instant(decidedAt)}`;
  const pending = state === 'deciding' ? '\n_Being recorded in Odoo …_' : '';
  return `${said}${reason ? `\n>${escape(reason).replaceAll('\n', '\n>')}` : ''}${pending}`;
}

function findings({ facts }: StoredRequest): string {
  return ['*Unusual*', ...facts.findings.map(({ message: text }) => `:warning: ${escape(text)}`)].join('\n');
}

function lines({ facts }: StoredRequest): string {
  const products = facts.lines.filter(({ kind }) => kind === 'product');
  const shown = products.slice(0, LINES_SHOWN).map((line) => {
    const name = escape(line.name.split('\n')[0] ?? '');
    return `• ${name}: ${quantity(line.quantity)} ${escape(line.unit)} × ${amount(line.priceUnit)} = *${money(line.subtotal, facts.currency)}*`;
  });
  const more = products.length - shown.length;
  return [...shown, ...(more > 0 ? [`… and ${more} more`] : [])].join('\n') || 'No lines.';
}

function people({ facts, approvers }: StoredRequest): string {
  const names = (people: { name: string }[]) => escape(people.map(({ name }) => name).join(', '));
  const prepared = facts.preparers.length > 0 ? ` · Prepared by ${names(facts.preparers)}` : '';
  return `May decide: ${names(approvers)}${prepared}`;
}

function buttons(ref: string): KnownBlock {
  return {
    type: 'actions',
    elements: [
      {
        type: 'button',
        action_id: 'approve',
        value: ref,
        style: 'primary',
        text: { type: 'plain_text', text: 'Approve' },
      },
      {
        type: 'button',
        action_id: 'reject',
        value: ref,
        style: 'danger',
        text: { type: 'plain_text', text: 'Reject …' },
      },
    ],
  };
}

function field(label: string, value: string) {
  return { type: 'mrkdwn' as const, text: `*${label}*\n${value}` };
}

function section(text: string): KnownBlock {
  return { type: 'section', text: { type: 'mrkdwn', text: cut(text || '–', SECTION_LIMIT) } };
}

function cut(text: string, limit: number): string {
  return text.length > limit ? `${text.slice(0, limit - 1)}…` : text;
}

/** The three characters Slack reads as markup: without this a customer's name could mention a channel or hide a link. */
export function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
