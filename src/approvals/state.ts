import type { RequestState } from './request.ts';

/**
 * What can happen to a request. `decide`: a person decided and the desk keeps it. `approve`, `reject`: Odoo has recorded
 * it. `refuse`: Odoo says this person may not decide. `void`: the invoice is no longer what was shown.
 */
export type RequestEvent = 'decide' | 'approve' | 'reject' | 'refuse' | 'void';

const TRANSITIONS: Record<RequestState, Partial<Record<RequestEvent, RequestState>>> = {
  open: { decide: 'deciding', void: 'void' },
  deciding: { approve: 'approved', reject: 'rejected', refuse: 'open', void: 'void' },
  approved: {},
  rejected: {},
  void: {},
};

/** The state after the event, or undefined where the state does not permit it. */
export function next(state: RequestState, event: RequestEvent): RequestState | undefined {
  return TRANSITIONS[state][event];
}
