import { html } from 'htm/preact';
import { render } from 'preact-render-to-string';
import { instant, money } from '../format.ts';
import type { MailKind } from '../queue.ts';
import type { Approver, StoredRequest } from '../store/requests.ts';
import type { Mail } from './mailer.ts';

/** What a mail says: sentences, and for the first one the link. */
interface Letter {
  subject: string;
  lines: string[];
  link?: { label: string; url: string };
}

export function compose(
  kind: MailKind,
  request: StoredRequest,
  to: Approver,
  { host, link, expiresAt }: { host: string; link?: string; expiresAt?: Date },
): Mail {
  const letter = link && expiresAt ? asking(request, link, expiresAt) : telling(kind, request);
  const thread = (part: MailKind) => `<${part}.${request.id}.${to.userId}@${host}>`;
  return {
    messageId: thread(kind),
    ...(kind === 'ask' ? {} : { inReplyTo: thread('ask') }),
    to: to.email,
    subject: letter.subject,
    text: plain(to, letter),
    html: rich(to, letter),
  };
}

function asking({ facts, note }: StoredRequest, url: string, expiresAt: Date): Letter {
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

function telling(kind: MailKind, { facts, decision, voidReason }: StoredRequest): Letter {
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

function plain(to: Approver, { lines, link }: Letter): string {
  return [`Hello ${to.name},`, ...lines, ...(link ? [`${link.label}: ${link.url}`] : [])].join('\n\n');
}

const BODY = 'font: 16px/1.5 system-ui, sans-serif; color: #16211d; max-width: 34em; margin: 0 auto; padding: 24px';
const BUTTON =
  'display: inline-block; background: #0b6b4f; color: #fff; padding: 12px 20px; border-radius: 8px; text-decoration: none; font-weight: 600';

function rich(to: Approver, { subject, lines, link }: Letter): string {
  const page = html`<html lang="en">
    <head>
      <meta charset="utf-8" />
      <title>${subject}</title>
    </head>
    <body style=${BODY}>
      <p>Hello ${to.name},</p>
      ${lines.map((line) => html`<p>${line}</p>`)}
      ${link && html`<p><a href=${link.url} style=${BUTTON}>${link.label}</a></p>`}
    </body>
  </html>`;
  return `<!doctype html>${render(page)}`;
}
