import { instant } from './format.ts';
import type { DecisionBy, StoredRequest } from './store/requests.ts';
import { waitsFor } from './view/steps.ts';

/** Decided or void before, as it is said to whoever comes too late, of `what` they look at. */
export function late({ request, yours }: { request: StoredRequest; yours?: DecisionBy }, what = 'this'): string {
  const { state, decision, voidReason } = request;
  if (state === 'open' && yours) {
    return `You ${yours.outcome} ${what} already, ${instant(yours.decidedAt)}. It waits for ${waitsFor(request)}.`;
  }
  if (state === 'open') {
    const why = handedOn(request) || `${what === 'this' ? 'This' : 'It'} was decided in your step already.`;
    return `${why} It waits for ${waitsFor(request)}.`;
  }
  if (state === 'void' || !decision) return `There is nothing to decide any more. ${voidReason ?? ''}`.trim();
  return `${decision.by.name} ${decision.outcome} ${what} already, ${instant(decision.decidedAt)}.`;
}

/** To an answer nobody asked them for, or not any more. */
export const NOTHING_ASKED = 'No question here waits for your answer.';

/** Why it is with somebody else, where a person saw to that; empty otherwise. */
export function handedOn({ talk }: Pick<StoredRequest, 'talk'>): string {
  const last = talk.findLast(({ kind }) => kind === 'delegated');
  return last ? `${last.what}, ${instant(last.at)}.` : '';
}

/** Something is unusual by now that the message does not show: the page does. */
export function unseen(desk: string | undefined, { id }: StoredRequest): string {
  const where = desk
    ? `Look at it again: ${desk}/inbox/${id}`
    : 'Look at it in Odoo, and have approval asked for again.';
  return `Nothing was decided: something about this invoice is unusual by now that this message does not show. ${where}`;
}

/** The desk itself failed. Where its database is lost in the midst of it, nobody knows whether a decision was kept. */
export const TRY_AGAIN = 'Please try again in a minute: nothing is decided twice.';

export const failed = (): string => `Something went wrong at the desk. ${TRY_AGAIN}`;
