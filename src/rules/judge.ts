import { exact, sum } from '../money/decimal.ts';
import type { Entry, OrderLine, Work } from './entry.ts';
import { groupBy } from './group.ts';
import { byDateThenRecord } from './order.ts';
import type { Room, Ruling } from './rule.ts';
import { RULES } from './table.ts';
import type { Found } from './terms-for.ts';
import { termsFor } from './terms-for.ts';

/** What a rule said about a part of an entry. */
export interface Judged {
  entry: Entry;
  /** The order line that prices the entry, where the order has it. */
  line: OrderLine | undefined;
  /** Id of the rule. */
  rule: string;
  ruling: Ruling;
  /** What is agreed for the entry; absent where no order pays for it. */
  found: Found | undefined;
}

/** Asks the rules about every entry, in order of date, then record. */
export function judge(work: Work): Judged[] {
  const lines = new Map(work.order?.lines.map((line) => [line.id, line]));
  const ofLine = groupBy(work.entries, ({ orderLineId }) => orderLineId);
  const rooms = new Map([...lines].map(([id, line]) => [id, roomOf(line, ofLine.get(id) ?? [])]));
  const inForce = work.order && termsFor(work, work.order);
  const judged: Judged[] = [];
  for (const entry of work.entries.toSorted(byDateThenRecord)) {
    const line = entry.orderLineId === undefined ? undefined : lines.get(entry.orderLineId);
    const room = line && rooms.get(line.id);
    const found = inForce?.(entry);
    const terms = found && 'terms' in found ? found.terms : undefined;
    const unclear = found && 'unclear' in found ? found.unclear : undefined;
    const facts = { work, line, room, terms, unclear };
    let open = exact(entry.quantity);
    for (const rule of RULES[entry.kind]) {
      const rulings = rule.decide(entry, open, facts);
      if (rulings.length === 0) continue;
      for (const ruling of rulings) {
        judged.push({ entry, line, rule: rule.id, ruling, found });
        if (room) takeFrom(room, ruling);
      }
      open = open.minus(sum(rulings.map(({ quantity }) => quantity)));
      if (open.eq(0)) break;
    }
  }
  return judged;
}

/** Claims are what the line's entries already account for; anything else Odoo counts as invoiced came from elsewhere. */
function roomOf(line: OrderLine, entries: Entry[]): Room {
  const claims = entries.flatMap((entry) => entry.claims);
  const shown = sum(claims.map(({ quantity, billed = quantity }) => billed));
  const more = shown.minus(sum(claims.map(({ quantity }) => quantity)));
  return { left: exact(line.toInvoice).plus(more), outside: exact(line.invoiced).minus(shown) };
}

function takeFrom(room: Room, { verdict, quantity, invoice }: Ruling): void {
  if (verdict === 'bill') room.left = room.left.minus(quantity);
  if (verdict === 'billed' && !invoice) room.outside = room.outside.minus(quantity);
}
