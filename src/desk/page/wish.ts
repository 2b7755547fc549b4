import type { Wish } from '../decide.ts';
import { REASON_MAX, REASON_MIN } from '../view/reason.ts';

/** What the form asks for, or what is wrong with it. */
export function wishOf(body: Record<string, unknown>): Wish | string {
  const reason = String(body.reason ?? '').trim();
  const seen = typeof body.seen === 'string' && body.seen ? { seen: body.seen } : {};
  if (body.decision === 'approve') return { outcome: 'approved', reason: '', channel: 'page', ...seen };
  if (body.decision !== 'reject') return 'Please press one of the two buttons.';
  if (reason.length < REASON_MIN || reason.length > REASON_MAX) {
    return `A rejection needs a reason of ${REASON_MIN} to ${REASON_MAX} characters.`;
  }
  return { outcome: 'rejected', reason, channel: 'page', ...seen };
}
