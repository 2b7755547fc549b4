import { randomUUID } from 'node:crypto';
import { plain, rich } from '../mail/letter.ts';
import type { Mail } from '../mail/mailer.ts';

export function signInMail(to: { name: string; email: string }, link: string, minutes: number): Mail {
  const { host, hostname } = new URL(link);
  const letter = {
    subject: 'Your link to sign in to the approval desk',
    to: to.name,
    lines: [`Somebody, most likely you, asked to sign in to the approval desk at ${host}.`],
    link: { label: 'Sign in', url: link },
    small: [
      `The link works once, for ${minutes} minutes, in the browser you asked with.`,
      'If it was not you, there is nothing to do: without this mail nobody gets in. Please do not pass it on.',
    ],
  };
  return {
    messageId: `<signin.${randomUUID()}@${hostname}>`,
    to: to.email,
    subject: letter.subject,
    text: plain(letter),
    html: rich(letter),
  };
}
