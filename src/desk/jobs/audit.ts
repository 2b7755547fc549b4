import type { DeskEvent } from '../../billing/ports.ts';
import { OdooError } from '../../odoo/errors.ts';
import { anchor } from '../anchor.ts';
import type { Context } from '../context.ts';
import type { Jobs } from '../queue.ts';
import { findHappening } from '../store/happenings.ts';
import { loadRequest, type StoredRequest } from '../store/requests.ts';
import { findRefusal, markTold, type StoredRefusal, untoldRefusals } from '../store/telling.ts';
import { VERIFIED } from '../verified.ts';

/** Puts what happened at the desk on the invoice's record in Odoo, once, and anchors it. */
export async function audit(context: Context, { kind, id }: Jobs['audit']): Promise<void> {
  if (kind === 'happened') return tell(context, await ofHappening(context, id));
  if (kind !== 'refused') return tell(context, await ofRequest(context, kind, id));
  const refusal = await findRefusal(context.sql, Number(id));
  if (!refusal) return;
  await tell(context, await ofRefusal(context, refusal));
  await markTold(context.sql, refusal, context.now());
}

/** Refusals are written down wherever they happen; from there they are told. */
export async function tellRefusals({ outbox }: Context): Promise<void> {
  await outbox(async (tx, send) => {
    for (const id of await untoldRefusals(tx)) await send('audit', { kind: 'refused', id: String(id) });
  });
}

/** Once under its key. */
export async function tell(context: Context, event: DeskEvent): Promise<void> {
  try {
    await anchor(context, [await context.odoo.recordEvent(event)]);
  } catch (error) {
    if (!(error instanceof OdooError && error.code === 'refused')) throw error;
    context.log.warn({ err: error, invoiceId: event.invoiceId }, 'an invoice that is gone has no record to write in');
  }
}

async function ofRequest(context: Context, kind: 'requested' | 'voided', id: string): Promise<DeskEvent> {
  const request = await loadRequest(context.sql, id);
  const { invoiceId, requestedAt, approvers, voidReason, contentHash, note } = request;
  const event = {
    key: `${kind}.${id}`,
    requestId: id,
    invoiceId,
    channel: 'desk',
    verified: '',
    ...policyOf(request),
  } as const;
  if (kind === 'voided') {
    const at = context.now().toISOString();
    return { ...event, kind, what: 'The request is void', reason: voidReason ?? '', at };
  }
  return {
    ...event,
    kind,
    what: `Asked ${approvers.map(({ name }) => name).join(', ')}`,
    reason: note,
    detail: `Shown: ${contentHash}`,
    at: requestedAt.toISOString(),
  };
}

async function ofHappening({ sql }: Context, id: string): Promise<DeskEvent> {
  const happening = await findHappening(sql, Number(id));
  if (!happening) throw new Error(`Nothing happened under ${id}.`);
  const { requestId, kind, what, userId, channel, reason, at, name } = happening;
  const request = await loadRequest(sql, requestId);
  const person = userId !== null && name ? { userId, name } : request.approvers.find((one) => one.userId === userId);
  return {
    ...{ key: `happened.${requestId}.${id}`, requestId, invoiceId: request.invoiceId, kind, what, channel, reason },
    ...(person && { person }),
    verified: happening.verified || (person && channel !== 'desk' ? VERIFIED[channel] : ''),
    ...policyOf(request),
    at: at.toISOString(),
  };
}

export const policyOf = ({ route: { policy } }: StoredRequest) =>
  policy ? { policy: `${policy.name}, version ${policy.version}` } : {};

async function ofRefusal(context: Context, refusal: StoredRefusal): Promise<DeskEvent> {
  const { requestId, who, code, channel, detail, at } = refusal;
  const { invoiceId, approvers } = await loadRequest(context.sql, requestId);
  const asked = approvers.find(({ email }) => email === who);
  return {
    key: `refused.${requestId}.${code}.${who}`,
    requestId,
    invoiceId,
    kind: 'refused',
    what: `${asked?.name ?? who} was refused`,
    person: asked ?? { name: who },
    channel,
    verified: asked ? VERIFIED[channel] : '',
    reason: detail,
    detail: code,
    at: at.toISOString(),
  };
}
