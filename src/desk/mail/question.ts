import { instant } from '../format.ts';
import type { Asked } from '../store/answerers.ts';
import { type RequestView, totalOf } from '../view/request.ts';
import { fit, name, written } from '../view/text.ts';
import { aboutInvoice } from './about.ts';
import { plain, rich } from './letter.ts';
import type { Mail } from './mailer.ts';

const SUBJECT_LIMIT = 180;

/** @param asker name of who asks */
export function questionMail(
  asked: Asked,
  asker: string,
  view: RequestView,
  { host, url, expiresAt }: { host: string; url: string; expiresAt: Date },
): Mail {
  const letter = {
    to: name(asked.name),
    subject: fit(`A question about ${fit(view.customer, 120)}, ${totalOf(view)}`, SUBJECT_LIMIT),
    lines: [`${name(asker)} is asked to decide on ${view.invoice} for ${view.customer} and wants to know:`],
    quote: written(asked.text),
    link: { label: 'Answer', url },
    about: aboutInvoice(view),
    small: [
      `The link is yours alone, good until ${instant(expiresAt)}. Opening it answers nothing. You were asked because you prepared the invoice or answer for its work.`,
    ],
  };
  return {
    messageId: `<question.${asked.questionId}.${asked.userId}.${expiresAt.getTime()}@${host}>`,
    to: asked.email,
    subject: letter.subject,
    text: plain(letter),
    html: rich(letter),
  };
}
