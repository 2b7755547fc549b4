import type { Context } from '../context.ts';
import type { Jobs } from '../queue.ts';
import { signInMail } from '../signin/mail.ts';
import { beginByLink, forgetSignIn, linksSince } from '../store/sign-ins.ts';
import type { Post } from './mail.ts';

const MINUTE_MS = 60_000;
const LINK_MINUTES = 15;
/** As many links in that time; whoever asks for more is not the person. */
const LINKS = 3;

/**
 * Mails a link to sign in, made here and kept nowhere, to the address Odoo has for the person. An address nobody has is
 * passed over in silence: whoever asked was told nothing either way.
 */
export async function signInLink(context: Context, post: Post, asked: Jobs['signInLink']): Promise<void> {
  const { sql, odoo, log } = context;
  const now = context.now();
  const ago = (minutes: number) => new Date(now.getTime() - minutes * MINUTE_MS);
  if (new Date(asked.askedAt) < ago(LINK_MINUTES)) return;
  const person = await odoo.personByEmail(asked.email);
  if (!person) return log.info('a sign-in link was asked for an address nobody has in Odoo');
  if ((await linksSince(sql, person.userId, ago(LINK_MINUTES))) >= LINKS) {
    return log.warn({ userId: person.userId }, 'too many sign-in links were asked for');
  }
  const { userId, email } = person;
  const expiresAt = new Date(now.getTime() + LINK_MINUTES * MINUTE_MS);
  const { browserHash, returnTo } = asked;
  const token = await beginByLink(sql, { browserHash, returnTo, expiresAt, userId, email }, now);
  try {
    await post.mailer.send(signInMail(person, `${post.publicUrl}/signin/link/${token}`, LINK_MINUTES));
  } catch (error) {
    // What was never mailed is none of the person's three.
    await forgetSignIn(sql, token);
    throw error;
  }
}
