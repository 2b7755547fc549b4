import type { DenialCode } from '../../approvals/authority.ts';
import type { Channel } from '../../billing/ports.ts';
import type { Sql } from '../database.ts';

export type RefusalCode =
  | DenialCode
  | 'signature'
  | 'future'
  | 'issuer'
  | 'service-url'
  | 'tenant'
  | 'team'
  | 'message'
  | 'cross-site'
  | 'unknown-link'
  | 'not-asked'
  | 'state'
  | 'unsaid'
  | 'above-link-limit'
  | 'sign-in'
  | 'unverified-email'
  | 'other-domain'
  | 'provider-down'
  | 'odoo-down'
  | 'cancelled';

/** Somebody tried what they may not do, or what can't be done any more. Nothing else changed. */
export interface Refusal {
  channel: Channel;
  requestId?: string | undefined;
  /** Address, Slack user or Entra object id, as far as it is known. */
  who: string;
  code: RefusalCode;
  detail: string;
}

export async function logRefusal(sql: Sql, refusal: Refusal, at: Date): Promise<void> {
  const { channel, requestId, who, code, detail } = refusal;
  await sql.query(
    'insert into desk.refusals (at, channel, request_id, who, code, detail) values ($1, $2, $3, $4, $5, $6)',
    [at, channel, requestId ?? null, who, code, detail],
  );
}
