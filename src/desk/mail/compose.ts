import { instant, money } from '../format.ts';
import type { MailKind } from '../queue.ts';
import type { Approver, StoredRequest } from '../store/requests.ts';
import { type Letter, plain, rich } from './letter.ts';
import type { Mail } from './mailer.ts';

export function compose(
  kind: MailKind,
  request: StoredRequest,
  to: Approver,
  { host, link, expiresAt }: { host: string; link?: string; expiresAt?: Date },
): Mail {
  const said = link && expiresAt ? asking(request, link, expiresAt) : telling(kind, request);
  const letter = { ...said, to: to.name };
  const thread = (part: MailKind) => `<${part}.${request.id}.${to.userId}@${host}>`;
  return {
    messageId: thread(kind),
    ...(kind === 'ask' ? {} : { inReplyTo: thread('ask') }),
    to: to.email,
    subject: letter.subject,
    text: plain(letter),
    html: rich(letter),
  };
}

function asking({ facts, note }: StoredRequest, url: string, expiresAt: Date): Omit<Letter, 'to'> {
  return {
    subject: `Your approval: ${facts.customer.name}, ${money(facts.total, facts.currency)}`,
    lines: [
      `${facts.name} for ${facts.customer.name} waits for your decision: ${money(facts.total, facts.currency)} in total, ` +
        `${money(facts.untaxed, facts.currency)} before tax${facts.period ? `, ${facts.period}` : ''}.`,
      ...(facts.findings.length > 0 ? [`Unusual: ${facts.findings.map(({ message }) => message).join(' ')}`] : []),
      ...(note ? [note] : []),
      `The link is yours alone and good for one decision, until ${instant(expiresAt)}. Opening it decides nothing.`,
    ],
    link: { label: 'Look at the invoice', url },
  };
}

function telling(kind: MailKind, { facts, decision, voidReason }: StoredRequest): Omit<Letter, 'to'> {
  const about = `${facts.customer.name}, ${money(facts.total, facts.currency)}`;
  if (kind === 'changed') {
    return {
      subject: `Nothing to decide any more: ${about}`,
      lines: [
        `${facts.name}: ${voidReason ?? 'The invoice changed.'}`,
        'No decision on it counts, and your link is spent.',
      ],
    };
  }
  if (kind === 'refused') {
    return {
      subject: `Your decision was not accepted: ${about}`,
      lines: [`By Odoo's records you may not decide on ${facts.name}, so your decision counts for nothing.`],
    };
  }
  return {
    subject: `Decided: ${about}`,
    lines: [
      `${facts.name} was ${decision?.outcome ?? 'decided'} by ${decision?.by.name ?? 'another approver'}.`,
      ...(decision?.reason ? [`Reason: ${decision.reason}`] : []),
      'There is nothing left for you to do, and your link is spent.',
    ],
  };
}
