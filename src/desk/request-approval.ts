import { randomUUID } from 'node:crypto';
import { authority } from '../approvals/authority.ts';
import { contentHash } from '../approvals/content.ts';
import type { ApprovalRequest, LeftOut, RequestApproval } from '../approvals/request.ts';
import type { InvoiceFacts } from '../billing/ports.ts';
import { announce } from './announce.ts';
import type { Context } from './context.ts';
import { DeskError } from './errors.ts';
import { dropDecision } from './store/decisions.ts';
import { type Approver, insertRequest, latestRequest, markVoid, type StoredRequest } from './store/requests.ts';

/**
 * Asks people to decide on a draft. The same invoice with the same content is asked for once; changed content voids the
 * request before it.
 *
 * @throws DeskError where nobody can be asked, and why
 */
export async function requestApproval(context: Context, ask: RequestApproval): Promise<ApprovalRequest> {
  if (context.channels.length === 0) {
    throw new DeskError(
      503,
      'The desk has no way to reach an approver.',
      "Configure Slack (SLACK_…), Teams (TEAMS_…) or mail (SMTP_URL, MAIL_FROM) in the desk's environment and start it again.",
    );
  }
  const facts = await context.odoo.invoice(ask.invoiceId);
  if (facts.state !== 'draft') {
    const message = `${facts.name} is ${facts.state === 'posted' ? 'already posted' : 'cancelled'}: there is nothing to approve.`;
    throw new DeskError(409, message, 'Ask for approval of drafts only.');
  }
  const hash = contentHash(facts.content);
  const earlier = await latestRequest(context.sql, ask.invoiceId);
  if (earlier?.contentHash === hash) return { ...shown(earlier, context), existing: true };

  const { approvers, leftOut } = await whoMayDecide(context, ask.approvers, facts);
  const request: StoredRequest = {
    id: randomUUID(),
    invoiceId: ask.invoiceId,
    contentHash: hash,
    facts,
    note: ask.note ?? '',
    state: 'open',
    voidReason: null,
    requestedAt: context.now(),
    approvers,
  };
  try {
    await insert(context, request, earlier);
  } catch (error) {
    const winner = await latestRequest(context.sql, ask.invoiceId);
    if (!isDuplicate(error) || winner?.contentHash !== hash) throw error;
    return { ...shown(winner, context), existing: true };
  }
  return { ...shown(request, context), existing: false, leftOut };
}

async function insert(context: Context, request: StoredRequest, earlier: StoredRequest | undefined): Promise<void> {
  await context.outbox(async (tx, send) => {
    const why = 'The invoice was edited after it was sent for approval; a new request took its place.';
    if (earlier && (await markVoid(tx, earlier.id, earlier.state, why))) {
      if (earlier.decision) await dropDecision(tx, earlier.decision.id, 'void', why);
      await send('audit', { kind: 'voided', id: earlier.id });
      await announce(context, send, earlier);
    }
    await insertRequest(tx, request);
    await send('audit', { kind: 'requested', id: request.id });
    await announce(context, send, request, { kind: 'ask', to: request.approvers });
  });
}

async function whoMayDecide(
  { odoo }: Context,
  emails: string[],
  invoice: InvoiceFacts,
): Promise<{ approvers: Approver[]; leftOut: LeftOut[] }> {
  const approvers = new Map<number, Approver>();
  const leftOut: LeftOut[] = [];
  for (const email of emails) {
    const person = await odoo.personByEmail(email);
    const verdict = authority(person, invoice);
    if (!verdict.allowed) leftOut.push({ email, reason: verdict.reason });
    else if (person) approvers.set(person.userId, { userId: person.userId, name: person.name, email: person.email });
  }
  if (approvers.size === 0) {
    throw new DeskError(
      422,
      `Nobody asked may decide on ${invoice.name}. ${leftOut.map(({ email, reason }) => `${email}: ${reason}`).join(' ')}`,
      "Name someone of Odoo's group of billing approvers, of the invoice's company, who had no hand in the draft.",
    );
  }
  return { approvers: [...approvers.values()], leftOut };
}

function isDuplicate(error: unknown): boolean {
  return (error as { code?: string }).code === '23505';
}

/** A request as the REST API shows it. No link is ever among it: who drafts must not hold a key to approve. */
export function shown(
  request: StoredRequest,
  { channels }: Pick<Context, 'channels'>,
): Omit<ApprovalRequest, 'existing'> {
  const { id, invoiceId, facts, state, contentHash: hash, requestedAt, approvers } = request;
  return {
    id,
    invoiceId,
    invoiceName: facts.name,
    customer: facts.customer.name,
    total: facts.total,
    currency: facts.currency,
    state,
    contentHash: hash,
    requestedAt: requestedAt.toISOString(),
    approvers: approvers.map(({ email }) => email),
    channels,
  };
}
