import { z } from 'zod/v4';
import type { StoredDecision } from '../approvals/record/backing.ts';
import { hashOf, type StoredLink } from '../approvals/record/link.ts';
import type { DeskEvent, Link } from '../billing/ports.ts';
import { runAction } from './actions.ts';
import type { OdooApi } from './api.ts';
import { whenFree } from './in-turn.ts';
import { id, many2oneOrNone, text, textOrEmpty } from './rows.ts';
import { odooInstant } from './wire.ts';
import { inPieces, read } from './work/read.ts';

export const linkOf = ({ invoice, number, hash }: { invoice: number; number: number; hash: string }): Link => ({
  invoiceId: invoice,
  number,
  hash,
});

/**
 * Writes down what happened at the desk in the invoice's record, once under its key.
 *
 * @throws OdooError `refused` where the invoice is gone
 */
export async function recordEvent(api: OdooApi, event: DeskEvent): Promise<Link> {
  const told = {
    key: event.key,
    request_id: event.requestId,
    invoice_id: event.invoiceId,
    kind: event.kind,
    what: event.what,
    person_id: event.person?.userId ?? 0,
    who: event.person?.name ?? '',
    channel: event.channel,
    verified: event.verified,
    policy: event.policy ?? '',
    reason: event.reason ?? '',
    detail: event.detail ?? '',
    at: odooInstant(event.at),
  };
  const { link } = await whenFree(() => runAction(api, 'record_event', told));
  return linkOf(link);
}

const head = z.object({ id, x_invoice: id, x_number: id, x_hash: text });

/** The last links of all records that grew since then, by Odoo's clock. `since`: ISO instant; all where left out. */
export async function heads(api: OdooApi, since?: string): Promise<Link[]> {
  const rows = await read(api, 'x_billing_audit', since ? [['create_date', '>=', odooInstant(since)]] : [], head);
  const last = new Map<number, z.output<typeof head>>();
  for (const row of rows) if (row.x_number > (last.get(row.x_invoice)?.x_number ?? 0)) last.set(row.x_invoice, row);
  return [...last.values()].map((row) => ({ invoiceId: row.x_invoice, number: row.x_number, hash: row.x_hash }));
}

const whole = z.number().int();
const row = z.object({
  id,
  x_invoice: whole,
  x_number: whole,
  x_hash: textOrEmpty,
  x_record: textOrEmpty,
  x_previous: textOrEmpty,
  x_kind: textOrEmpty,
  x_name: textOrEmpty,
  x_actor_id: many2oneOrNone,
  x_who: textOrEmpty,
  create_uid: many2oneOrNone,
  x_channel: textOrEmpty,
  x_verified: textOrEmpty,
  x_at: textOrEmpty,
  x_content: textOrEmpty,
  x_policy: textOrEmpty,
  x_reason: textOrEmpty,
  x_detail: textOrEmpty,
  x_request: textOrEmpty,
  x_decision: whole,
  x_key: textOrEmpty,
});

const version = z.object({ id, x_version: textOrEmpty });

/** By link; kilobytes each, so only the hash of each is held. */
async function readVersions(api: OdooApi, links: Iterable<number>): Promise<Map<number, string>> {
  const hashes = await inPieces(links, async (ids) => {
    const rows = await read(api, 'x_billing_audit', [['id', 'in', ids]], version);
    return rows.map((each) => [each.id, each.x_version && hashOf(each.x_version)] as const);
  });
  return new Map(hashes);
}

/** Every link of every invoice's record, as it is stored. Read as a person who may see all companies' records. */
export async function readLinks(api: OdooApi): Promise<StoredLink[]> {
  const rows = await read(api, 'x_billing_audit', [], row, { order: 'x_invoice, x_number, id' });
  const versions = await readVersions(
    api,
    rows.map((each) => each.id),
  );
  return rows.map((each) => ({
    id: each.id,
    invoice: each.x_invoice,
    number: each.x_number,
    hash: each.x_hash,
    text: each.x_record,
    version: versions.get(each.id) ?? '',
    columns: {
      previous: each.x_previous,
      kind: each.x_kind,
      what: each.x_name,
      actor: each.x_actor_id ?? 0,
      who: each.x_who,
      writer: each.create_uid ?? 0,
      channel: each.x_channel,
      verified: each.x_verified,
      at: each.x_at,
      content: each.x_content,
      policy: each.x_policy,
      reason: each.x_reason,
      detail: each.x_detail,
      request: each.x_request,
      decision: each.x_decision,
      key: each.x_key,
    },
  }));
}

const decision = z.object({
  id,
  x_move_id: id,
  x_outcome: textOrEmpty,
  x_person_id: many2oneOrNone,
  x_content: textOrEmpty,
});

export async function readDecisions(api: OdooApi): Promise<StoredDecision[]> {
  return (await read(api, 'x_billing_decision', [], decision)).map((each) => ({
    id: each.id,
    invoice: each.x_move_id,
    outcome: each.x_outcome,
    person: each.x_person_id ?? 0,
    content: each.x_content,
  }));
}
