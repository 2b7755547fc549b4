import { type Call, callsInWords } from '../view/calls.ts';
import { fit, name, rowsWithin } from '../view/text.ts';
import { escape } from './message.ts';

/** Slack's id of whoever has this address, where it vouches for it. */
export type IdOf = (email: string) => Promise<string | undefined>;

const TEXT_LIMIT = 2900;

/** Mentions those Slack knows, which notifies them; the others stay names. Undefined where it knows none of them. */
export async function callText(calls: Call[], idOf: IdOf): Promise<string | undefined> {
  const ids = new Map<number, string>();
  for (const { userId, email } of calls) {
    const id = await idOf(email);
    if (id) ids.set(userId, id);
  }
  if (ids.size === 0) return undefined;
  const first = calls.toSorted((a, b) => Number(ids.has(b.userId)) - Number(ids.has(a.userId)));
  const rows = callsInWords(first, (call) => {
    const id = ids.get(call.userId);
    return id ? `<@${id}>` : fit(name(call.name), 80, escape);
  });
  return rowsWithin(rows, TEXT_LIMIT, () => '…');
}
