import { instant } from '../format.ts';
import type { MailKind } from '../queue.ts';
import type { Approver, StoredRequest } from '../store/requests.ts';
import { type RequestView, totalOf } from '../view/request.ts';
import { fit, name, written } from '../view/text.ts';
import { aboutInvoice } from './about.ts';
import { type Letter, plain, rich } from './letter.ts';
import type { Mail } from './mailer.ts';

const SUBJECT_LIMIT = 180;

/**
 * @param link the person's own, where the mail asks
 * @param why their decision was refused, where it was
 */
export function compose(
  kind: MailKind,
  { id }: Pick<StoredRequest, 'id'>,
  view: RequestView,
  to: Approver,
  { host, link, expiresAt, why }: { host: string; link?: string; expiresAt?: Date; why?: string },
): Mail {
  const said = link && expiresAt ? asking(kind, view, link, expiresAt) : telling(kind, view, why);
  const letter = { ...said, subject: fit(said.subject, SUBJECT_LIMIT), to: name(to.name) };
  const nth = (kind === 'remind' || kind === 'answered') && expiresAt ? `.${expiresAt.getTime()}` : '';
  const thread = (part: MailKind, more = '') => `<${part}.${id}.${to.userId}${more}@${host}>`;
  return {
    messageId: thread(kind, nth),
    ...(kind === 'ask' ? {} : { inReplyTo: thread('ask') }),
    to: to.email,
    subject: letter.subject,
    text: plain(letter),
    html: rich(letter),
  };
}

const briefly = (view: RequestView) => `${fit(view.customer, 120)}, ${totalOf(view)}`;

function asking(kind: MailKind, view: RequestView, url: string, expiresAt: Date): Omit<Letter, 'to'> {
  const subject = { remind: 'Reminder: your approval', answered: 'Your question was answered' }[kind as string];
  return {
    subject: `${subject ?? 'Your approval'}: ${briefly(view)}`,
    lines: [
      ...(kind === 'answered' ? ['Your question was answered; what was said is below.'] : []),
      ...(view.note ? [view.note] : []),
      `${view.invoice} for ${view.customer} waits for your decision: ${totalOf(view)}.`,
    ],
    link: { label: 'Look at the invoice', url },
    more: [
      { label: 'Ask a question', url: `${url}/ask` },
      { label: 'Hand it on', url: `${url}/hand-on` },
    ],
    about: aboutInvoice(view),
    small: [
      `The link is yours alone and good for one decision, until ${instant(expiresAt)}. Opening it decides nothing.`,
    ],
  };
}

function telling(kind: MailKind, view: RequestView, why = ''): Omit<Letter, 'to'> {
  const { standing, invoice } = view;
  if (kind === 'changed') {
    return {
      subject: `Nothing to decide any more: ${briefly(view)}`,
      lines: [
        `${invoice}: ${standing?.how || 'The invoice changed.'}`,
        'No decision on it counts, and your link is spent.',
      ],
    };
  }
  if (kind === 'refused') {
    return {
      subject: `Your decision was not accepted: ${briefly(view)}`,
      lines: [
        `Your decision on ${invoice} counts for nothing: Odoo was asked once more before it got there.`,
        ...(why ? [written(why)] : []),
      ],
    };
  }
  if (kind === 'recorded') {
    return {
      subject: `Your decision is in Odoo: ${briefly(view)}`,
      lines: [
        `Odoo could not be reached when you decided on ${invoice}. Your decision was kept, and Odoo has it now.`,
        'There is nothing left for you to do.',
      ],
    };
  }
  return {
    subject: `Decided: ${briefly(view)}`,
    lines: [
      `${invoice}: ${standing?.what ?? 'Decided by another approver'}${standing ? ` ${standing.how}` : ''}.`,
      ...(standing?.reason ? [`Reason: ${standing.reason}`] : []),
      'There is nothing left for you to do, and your link is spent.',
    ],
  };
}
