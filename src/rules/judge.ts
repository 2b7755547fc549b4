import { exact, sum, text } from '../money/decimal.ts';
import { openCase } from './case.ts';
import type { Day, Entry, Order, OrderLine, Work } from './entry.ts';
import { given } from './given.ts';
import { price } from './price.ts';
import type { Room, Rule, Ruling } from './rule.ts';
import { RULES } from './table.ts';
import type { CaseDraft, Part, Verdict } from './verdict.ts';
import { amountWords, approvalWords, unitOf } from './words.ts';

/** Verdicts on work a customer pays by quantity: what it is worth is always shown. */
const VALUED: ReadonlySet<Verdict> = new Set<Verdict>(['bill', 'hold', 'pending']);

/** Asks the rules about every entry, in order of date, then record. */
export function judge(work: Work, today: Day): { parts: Part[]; cases: CaseDraft[] } {
  const lines = new Map(work.order?.lines.map((line) => [line.id, line]));
  const rooms = new Map([...lines].map(([id, line]) => [id, roomOf(line, work.entries)]));
  const parts: Part[] = [];
  const cases: CaseDraft[] = [];
  for (const entry of work.entries.toSorted(byDateThenRecord)) {
    const line = entry.orderLineId === undefined ? undefined : lines.get(entry.orderLineId);
    const room = line && rooms.get(line.id);
    for (const [rule, ruling] of rulingsOn(entry, { work, ...given({ line, room }) })) {
      const part = partOf(entry, rule, ruling, line, work.order);
      parts.push(part);
      if (room) takeFrom(room, ruling);
      if (ruling.case) {
        const projectId = entry.project?.id;
        const amount = part.value ?? '0';
        cases.push(openCase(ruling.case, { record: entry.key, amount, today, order: work.order, projectId }));
      }
    }
  }
  return { parts, cases };
}

function* rulingsOn(entry: Entry, facts: Parameters<Rule['decide']>[2]): Generator<[Rule, Ruling]> {
  let open = exact(entry.quantity);
  for (const rule of RULES[entry.kind]) {
    const rulings = rule.decide(entry, open, facts);
    for (const ruling of rulings) yield [rule, ruling];
    open = open.minus(sum(rulings.map(({ quantity }) => quantity)));
    if (rulings.length > 0 && open.eq(0)) return;
  }
}

function partOf(entry: Entry, rule: Rule, ruling: Ruling, line?: OrderLine, order?: Order): Part {
  const priced =
    line && order && VALUED.has(ruling.verdict) ? price(entry, ruling.quantity, line, order.currency) : undefined;
  const { person, project, orderLineId } = entry;
  return {
    entry: entry.key,
    kind: entry.kind,
    date: entry.date,
    description: entry.description,
    ...given({ person, project, orderLineId }),
    quantity: text(ruling.quantity),
    unit: unitOf(entry),
    entryQuantity: text(exact(entry.quantity)),
    approvalSource: entry.approval.source,
    verdict: ruling.verdict,
    rule: rule.id,
    terms: 'odoo',
    reason: ruling.reason,
    inputs: {
      approval: approvalWords(entry.approval),
      'approval source': entry.approval.source,
      ...(priced && line && order ? priceInputs(line, order) : {}),
      ...ruling.inputs,
    },
    arithmetic: priced?.arithmetic ?? '',
    ...given({ value: priced && text(priced.value), invoice: ruling.invoice }),
  };
}

function priceInputs(line: OrderLine, order: Order): Record<string, string> {
  const discount: Record<string, string> = exact(line.discount).eq(0)
    ? {}
    : { discount: `${exact(line.discount).toFixed()} %` };
  const price = `${amountWords(line.priceUnit, order.currency)} per ${line.unit}`;
  return { order: order.name, 'order line': line.name, price, ...discount };
}

/** Claims are what our entries already account for; anything else Odoo counts as invoiced came from elsewhere. */
function roomOf(line: OrderLine, entries: Entry[]): Room {
  const claims = entries.filter(({ orderLineId }) => orderLineId === line.id).flatMap((entry) => entry.claims);
  const claimed = sum(claims.map(({ quantity }) => quantity));
  return { left: exact(line.toInvoice), outside: exact(line.invoiced).minus(claimed) };
}

function takeFrom(room: Room, { verdict, quantity, invoice }: Ruling): void {
  if (verdict === 'bill') room.left = room.left.minus(quantity);
  if (verdict === 'billed' && !invoice) room.outside = room.outside.minus(quantity);
}

function byDateThenRecord(a: Entry, b: Entry): number {
  const order = a.date.localeCompare(b.date) || a.model.localeCompare(b.model) || a.id - b.id;
  return order || compareText(a, b);
}

/** Two rows of one record are an error the identity finds; their order must still not depend on how they arrived. */
function compareText(a: Entry, b: Entry): number {
  const [x, y] = [JSON.stringify(a), JSON.stringify(b)];
  return x < y ? -1 : x > y ? 1 : 0;
}
