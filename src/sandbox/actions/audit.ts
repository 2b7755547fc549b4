import { canonical, hashOf } from '../../approvals/record/link.ts';
import type { EventRow } from '../../odoo/actions.ts';
import type { Env } from '../env.ts';
import { create } from '../env.ts';
import { userError } from '../faults.ts';
import type { RowOf } from '../models.ts';
import { content } from './content.ts';

type Move = RowOf<'account.move'>;
type Link = RowOf<'x_billing_audit'>;

interface Facts {
  actor?: number;
  who?: string;
  channel?: string;
  verified?: string;
  at?: string;
  policy?: string;
  reason?: string;
  detail?: string;
  request?: string;
  decision?: number;
  key?: string;
}

const linksOf = ({ db }: Env, move: Move): Link[] =>
  db.where('x_billing_audit', ({ x_invoice }) => x_invoice === move.id).sort((a, b) => a.x_number - b.x_number);

export const hasRecord = (env: Env, move: Move): boolean => linksOf(env, move).length > 0;

/** Appends a link to an invoice's record. */
export function audit(env: Env, move: Move, kind: string, what: string, facts: Facts = {}): Link {
  const before = linksOf(env, move);
  const last = before.at(-1);
  const said = content(move, env.db);
  const version = hashOf(said);
  const isKept = before.some(({ x_content, x_version }) => x_content === version && x_version);
  const record = {
    v: 2,
    invoice: move.id,
    number: (last?.x_number ?? 0) + 1,
    previous: last?.x_hash ?? '',
    kind,
    what,
    actor: env.uid,
    who: env.db.get('res.users', env.uid).name,
    writer: env.uid,
    channel: 'odoo',
    verified: 'signed in to Odoo',
    at: env.now,
    recorded: env.now,
    content: version,
    policy: '',
    reason: '',
    detail: '',
    request: '',
    decision: 0,
    key: '',
    ...env.desk,
    ...facts,
  };
  const text = canonical(record);
  return create({ ...env, uid: record.writer }, 'x_billing_audit', {
    x_name: what,
    x_invoice: move.id,
    x_move_id: move.id,
    x_company_id: move.company_id,
    x_number: record.number,
    x_kind: kind,
    x_actor_id: record.actor,
    x_who: record.who,
    x_channel: record.channel,
    x_verified: record.verified,
    x_at: record.at,
    x_content: record.content,
    x_policy: record.policy,
    x_reason: record.reason,
    x_detail: record.detail,
    x_request: record.request,
    x_decision: record.decision,
    x_key: record.key,
    x_previous: record.previous,
    x_hash: hashOf(text),
    x_record: text,
    x_version: isKept ? '' : said,
    x_ours: isOurs(move) || isOurs(env.db.find('account.move', move.reversed_entry_id)),
    ...ended(before, kind, record.request),
  });
}

const isOurs = (move: Move | undefined): boolean => Boolean(move?.x_billing_key);

const ENDS = ['approved', 'rejected', 'voided'];

/** Which of the invoice's requests a link ends, and whether that was late. */
function ended(before: Link[], kind: string, request: string): Partial<Link> {
  const own = before.filter(({ x_request }) => x_request === request);
  if (!request || !ENDS.includes(kind) || own.some(({ x_ends }) => x_ends)) return {};
  const requests = [...new Set([...before.flatMap(({ x_request }) => x_request || []), request])];
  const isLate = own.some(({ x_kind }) => ['escalated', 'overdue'].includes(x_kind));
  return { x_ends: requests.indexOf(request) + 1, x_time: isLate ? 'late' : 'in-time' };
}

export const linkOf = (link: Link | undefined) =>
  link ? { invoice: link.x_invoice, number: link.x_number, hash: link.x_hash } : false;

export const linkByKey = (env: Env, move: Move, key: string): Link | undefined =>
  linksOf(env, move).find(({ x_key }) => x_key === key);

export function recordEvent(env: Env, told: EventRow) {
  const move = env.db.find('account.move', told.invoice_id);
  if (!move) throw userError('The invoice is gone: it was deleted in Odoo.');
  const known = linkByKey(env, move, told.key);
  const { key, request_id: request, person_id: actor, who, channel, verified, policy, reason, detail, at } = told;
  const facts = { key, request, actor, who, channel, verified, policy, reason, detail, at };
  return { link: linkOf(known ?? audit(env, move, told.kind, told.what, facts)), created: !known };
}

/** Once somebody was asked about a draft, an edit of what it says is on record. */
export function noteEdit(env: Env, moveId: number): void {
  const move = env.db.get('account.move', moveId);
  const last = linksOf(env, move).at(-1);
  if (last && move.state === 'draft' && last.x_content !== hashOf(content(move, env.db)))
    audit(env, move, 'edited', 'Edited');
}

/** Acts that take a controller and a reason, and are on record. */
export function elevated(env: Env, move: Move, kind: string, what: string, detail = ''): void {
  const name = move.name || 'Draft Invoice';
  if (!env.rights.has(env.uid, 'controller')) {
    throw userError(`${name}: ${what}. That takes the group Billing control / Controller.`);
  }
  const reason = move.x_billing_reason;
  if (!reason.trim()) {
    throw userError(`${name}: ${what}. Give the reason first, on its Billing tab (of a credit note, in its dialog).`);
  }
  audit(env, move, kind, what, { reason, detail });
  env.db.write('account.move', move.id, { x_billing_reason: '' });
}
