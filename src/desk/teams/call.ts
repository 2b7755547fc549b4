import { sameEmail } from '../../approvals/authority.ts';
import type { TeamsConfig } from '../config.ts';
import { type Call, callsInWords } from '../view/calls.ts';
import { fit, name } from '../view/text.ts';
import type { Member, Posting } from './bot.ts';
import { addressOfMember } from './person.ts';

/** Teams' id of whoever has this address; undefined where it knows nobody by it. */
export type IdOf = (email: string) => string | undefined;

/** By the members of the conversation, as Teams names them. */
export const amongMembers =
  (members: Member[], config: Pick<TeamsConfig, 'tenants' | 'address'>): IdOf =>
  (email) =>
    members.find((one) => sameEmail(addressOfMember(one, config) ?? '', email))?.id;

/** What a message's text and a card's `TextBlock` read as markup. */
const MARKUP = /[<>&*_~`#[\]()|\\!]/g;
const plain = (call: Call) => fit(name(call.name.replace(MARKUP, ' ')), 80);

export interface Calling {
  text: string;
  /** The same with names only. */
  rows: string[];
  mentions: NonNullable<Posting['mentions']>;
}

/** Mentions those Teams knows, which notifies them; the others stay names. Undefined where it knows none of them. */
export function calling(calls: Call[], idOf: IdOf): Calling | undefined {
  const first = calls.toSorted((a, b) => Number(!idOf(a.email)) - Number(!idOf(b.email)));
  const mentions: Calling['mentions'] = [];
  const rows = callsInWords(first, (call) => {
    const [id, who] = [idOf(call.email), plain(call)];
    if (!id) return who;
    const text = `<at>${who}</at>`;
    mentions.push({ id, name: who, text });
    return text;
  });
  if (mentions.length === 0) return undefined;
  return { text: rows.join('\n\n'), rows: callsInWords(first, plain), mentions };
}
