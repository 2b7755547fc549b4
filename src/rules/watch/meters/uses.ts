import { exact, text } from '../../../money/decimal.ts';
import { lineValue } from '../../../money/line.ts';
import { inLineUnit } from '../../charge/charge.ts';
import type { Day, Decimal, Order } from '../../entry.ts';
import { agreementOf } from '../../terms/in-force.ts';
import type { Agreement, SectionName } from '../../terms/schema.ts';
import { versionsOn } from '../../terms/versions.ts';
import type { JudgedPart } from '../open-work.ts';
import { OPEN } from '../open-work.ts';

/** Work done and on no invoice yet: neither milestones still to be reached nor fees that aren't due. */
export function isOpen({ part: { kind, verdict, value } }: JudgedPart): boolean {
  if (verdict === 'pending' && (kind === 'milestone' || kind === 'fee')) return false;
  return OPEN.includes(verdict) && value !== undefined;
}

/** What it is worth, and the hours an invoice would show. */
export const moneyOf = ({ part }: JudgedPart): Decimal => part.value ?? '0';
export const hoursOf = ({ part }: JudgedPart): Decimal => part.charge?.billed ?? part.quantity;

/** What work on an invoice comes to at the order line's own price; 0 where it has none. */
export function billedValue({ part, order }: JudgedPart): Decimal {
  const line = order.lines.find(({ id }) => id === part.orderLineId);
  return line ? text(lineValue(inLineUnit(exact(part.quantity), part.kind, line), line)) : '0';
}

/** Whether the part counts toward a section of the agreement: it is under it, or under one below that leaves it the section. */
export function isUnder(
  { part }: JudgedPart,
  id: string,
  section: SectionName | 'purchaseOrder',
  agreements: ReadonlyMap<string, Agreement>,
): boolean {
  const own = agreementOf(part.terms);
  if (own === id) return true;
  if (part.under === undefined || agreementOf(part.under) !== id) return false;
  return versionsOn(agreements.get(own)?.versions ?? [], part.date)[0]?.[section] === undefined;
}

export const use = (day: Day, amount: Decimal): { day: Day; amount: Decimal } => ({ day, amount });

/** Customer and salesperson of an agreement are those of an order it is about. */
export const orderUnder = (id: string, parts: readonly JudgedPart[]): Order | undefined =>
  parts.find(({ part }) => agreementOf(part.terms) === id || (part.under && agreementOf(part.under) === id))?.order;
