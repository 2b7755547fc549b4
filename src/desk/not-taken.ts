import { instant } from './format.ts';
import type { StoredRequest } from './store/requests.ts';

/** Decided or void before, as a chat says it to whoever comes too late. */
export function late({ state, decision, voidReason }: StoredRequest): string {
  if (state === 'void' || !decision) return `There is nothing to decide any more. ${voidReason ?? ''}`.trim();
  return `${decision.by.name} ${decision.outcome} this already, ${instant(decision.decidedAt)}.`;
}

/** Something is unusual by now that the message does not show: the page does. */
export function unseen(desk: string | undefined, { id }: StoredRequest): string {
  const where = desk
    ? `Look at it again: ${desk}/inbox/${id}`
    : 'Look at it in Odoo, and have approval asked for again.';
  return `Nothing was decided: something about this invoice is unusual by now that this message does not show. ${where}`;
}
