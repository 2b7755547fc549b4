import type { RequestState } from './request.ts';

/** `waiting`: for the steps before it. The other states are those of a request of one step. */
export type StepState = 'waiting' | RequestState;

/**
 * What can happen to a request, or to one step of it.
 *
 * `open`: the steps before it are approved. `keep`: a person decided, the desk keeps it, and more people must.
 * `decide`: a person decided, and this settles it once Odoo has it. `count`: Odoo has
 * answered about a decision that settles nothing by itself. `approve`, `reject`: Odoo has recorded what settles it. `refuse`: Odoo says this person may not decide.
 * `hand-on`: somebody else decides in a person's place, or besides. `void`: the invoice is no longer what was shown, or
 * another step was rejected.
 */
export type StepEvent = 'open' | 'keep' | 'decide' | 'count' | 'approve' | 'reject' | 'refuse' | 'hand-on' | 'void';

/** What happens to a request of one step that one person decides. */
export type RequestEvent = Extract<StepEvent, 'decide' | 'approve' | 'reject' | 'refuse' | 'void'>;

const TRANSITIONS: Record<StepState, Partial<Record<StepEvent, StepState>>> = {
  waiting: { open: 'open', void: 'void' },
  open: { keep: 'open', decide: 'deciding', count: 'open', 'hand-on': 'open', void: 'void' },
  deciding: { count: 'deciding', approve: 'approved', reject: 'rejected', refuse: 'open', void: 'void' },
  approved: {},
  rejected: {},
  void: {},
};

/** The state after the event, or undefined where the state does not permit it. */
export function next(state: RequestState, event: RequestEvent): RequestState | undefined;
export function next(state: StepState, event: StepEvent): StepState | undefined;
export function next(state: StepState, event: StepEvent): StepState | undefined {
  return TRANSITIONS[state][event];
}
