import type { RequestState } from '../../approvals/request.ts';
import { instant, via } from '../format.ts';
import type { StoredRequest } from '../store/requests.ts';
import { name, written } from './text.ts';

/** What became of a request, in words. */
export interface Standing {
  state: Exclude<RequestState, 'open'>;
  /** `Approved by Ann Approver`. */
  what: string;
  /** `in Slack, 2 Apr 2026, 10:15 UTC`, or why there is nothing to decide. */
  how: string;
  /** The reason given with the decision. */
  reason: string;
  /** Safe at the desk, and not in Odoo yet. */
  isPending: boolean;
}

/** Undefined while the request can be decided. */
export function standingOf({
  state,
  decision,
  voidReason,
}: Pick<StoredRequest, 'state' | 'decision' | 'voidReason'>): Standing | undefined {
  if (state === 'open') return undefined;
  if (state === 'void' || !decision) {
    const how = written(voidReason ?? '');
    return { state, what: 'Nothing to decide any more', how, reason: '', isPending: false };
  }
  const { outcome, by, channel, decidedAt, reason } = decision;
  return {
    state,
    what: `${outcome === 'approved' ? 'Approved' : 'Rejected'} by ${name(by.name)}`,
    how: `${via(channel)}, ${instant(decidedAt)}`,
    reason: written(reason),
    isPending: state === 'deciding',
  };
}
