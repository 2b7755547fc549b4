import { randomUUID } from 'node:crypto';
import { contentHash } from '../approvals/content.ts';
import { askedNow } from '../approvals/chain/chain.ts';
import type { Chain } from '../approvals/chain/chain.ts';
import { startOf } from '../approvals/chain/start.ts';
import { byController, byNames, route } from '../approvals/policy/route.ts';
import type { Route } from '../approvals/policy/route.ts';
import type { ApprovalRequest, LeftOut, RequestApproval } from '../approvals/request.ts';
import { advance } from '../approvals/time/advance.ts';
import type { InvoiceFacts } from '../billing/ports.ts';
import { announce } from './announce.ts';
import { chosen } from './channels.ts';
import type { Context } from './context.ts';
import { DeskError } from './errors.ts';
import { edited } from './look.ts';
import { type Powers, powersOf } from './powers.ts';
import { insertRequest, latestRequest, type StoredRequest } from './store/requests.ts';
import { EDITED, type NewRequest, shown } from './shown.ts';
import { straightThrough } from './straight-through.ts';
import { voidRequest } from './void-request.ts';

/**
 * Asks people to decide on a draft. The same invoice with the same content is asked for once; changed content voids the
 * request before it.
 *
 * @throws DeskError where nobody can be asked, and why
 */
export async function requestApproval(context: Context, ask: RequestApproval): Promise<ApprovalRequest> {
  const channels = chosen(context, ask.channels);
  const facts = await context.odoo.invoice(ask.invoiceId);
  if (facts.state !== 'draft') {
    const message = `${facts.name} is ${facts.state === 'posted' ? 'already posted' : 'cancelled'}: there is nothing to approve.`;
    throw new DeskError(409, message, 'Ask for approval of drafts only.');
  }
  const hash = contentHash(facts.content);
  const earlier = await latestRequest(context.sql, ask.invoiceId);
  if (earlier?.contentHash === hash) return { ...shown(earlier, context), existing: true };

  const powers = await powersOf(context, facts, ask.approvers);
  const way = routeOf(powers, facts, ask.approvers);
  if (way.is === 'straight-through') return straightThrough(context, ask, facts, way, earlier);
  const chain = begun(way, powers, facts);
  const now = askedNow(chain);
  const approvers = powers.members
    .filter(({ userId }) => now.includes(userId))
    .map(({ userId, name, email }) => ({ userId, name, email, asked: true }));
  const request: NewRequest = {
    id: randomUUID(),
    invoiceId: ask.invoiceId,
    contentHash: hash,
    facts,
    note: ask.note ?? '',
    ...(channels && { channels }),
    state: 'open',
    voidReason: null,
    requestedAt: context.now(),
    route: way,
    chain,
    approvers,
  };
  try {
    const why = earlier ? await edited(context.odoo, earlier, EDITED) : EDITED;
    await insert(context, request, earlier, why);
  } catch (error) {
    const winner = await latestRequest(context.sql, ask.invoiceId);
    if (!isDuplicate(error) || winner?.contentHash !== hash) throw error;
    return { ...shown(winner, context), existing: true };
  }
  return { ...shown(request, context), existing: false, leftOut: leftOutOf(powers, ask.approvers, approvers) };
}

/** Where a policy is in force it says who is asked, whoever was named. */
function routeOf({ force, risk, memberBy, may }: Powers, facts: InvoiceFacts, emails: string[]): Route {
  if ('unclear' in force) return byController([force.unclear]);
  if ('policy' in force && risk) return route(force.policy, risk);
  const able = emails.flatMap((email) => memberBy(email) ?? []).filter((one) => may(one, 'approved').allowed);
  if (able.length > 0) return byNames([...new Set(able.map(({ email }) => email))]);
  const why = emails.map((email) => `${email}: ${reasonOf(may(memberBy(email), 'approved'))}`);
  throw new DeskError(
    422,
    `Nobody asked may decide on ${facts.name}. ${why.join(' ')}`,
    "Name someone of Odoo's group of billing approvers, of the invoice's company, who had no hand in the draft.",
  );
}

function begun(way: Route, { world }: Powers, facts: InvoiceFacts): Chain {
  const { chain } = advance(startOf(way), way.is === 'steps' ? way.steps : [], world);
  if (askedNow(chain).length > 0) return chain;
  throw new DeskError(
    422,
    `Nobody can be asked about ${facts.name}: of those the approval policy names, and of the controllers, too few may decide on it or are there.`,
    "See in Odoo who is in the policy's roles and groups, what their limits are, and who had a hand in the draft.",
  );
}

function leftOutOf({ force, memberBy, may }: Powers, emails: string[], asked: { email: string }[]): LeftOut[] {
  return emails.flatMap((email) => {
    const named = memberBy(email);
    if (named && asked.some((one) => one.email === named.email)) return [];
    const verdict = may(named, 'approved');
    const elsewhere = 'none' in force ? 'Not asked.' : 'The approval policy asks others.';
    return [{ email, reason: verdict.allowed ? elsewhere : verdict.reason }];
  });
}

const reasonOf = (verdict: ReturnType<Powers['may']>): string => (verdict.allowed ? '' : verdict.reason);

async function insert(
  context: Context,
  request: NewRequest,
  earlier: StoredRequest | undefined,
  why: string,
): Promise<void> {
  await context.outbox(async (tx, send) => {
    if (earlier) await voidRequest(context, [tx, send], earlier, why, { tell: false });
    await insertRequest(tx, request);
    await send('audit', { kind: 'requested', id: request.id });
    await announce(context, send, request, { kind: 'ask', to: request.approvers });
  });
}

function isDuplicate(error: unknown): boolean {
  return (error as { code?: string }).code === '23505';
}
