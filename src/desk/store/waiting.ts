import type { InvoiceFacts } from '../../billing/ports.ts';
import type { Sql } from '../database.ts';
import type { Approver, StoredRequest } from './requests.ts';

/** What a list needs of an invoice, as read when approval was asked for. */
export type Summary = Omit<InvoiceFacts, 'lines' | 'content'>;

export interface Waiting {
  id: string;
  facts: Summary;
  requestedAt: Date;
  /** Who can decide at this moment. */
  approvers: Approver[];
}

const SUMMARY = `id, facts - 'lines' - 'content' as facts, requested_at as "requestedAt"`;

/** Every open request, oldest first. */
export async function openRequests(sql: Sql): Promise<Waiting[]> {
  return sql.query<Waiting>(
    `select ${SUMMARY},
       (select coalesce(json_agg(json_build_object('userId', user_id, 'name', name, 'email', email) order by name), '[]')
        from desk.approvers where request_id = request.id and asked) as approvers
     from desk.requests request where state = 'open' order by requested_at, id`,
  );
}

export interface Decided {
  id: string;
  facts: Summary;
  outcome: 'approved' | 'rejected';
  by: string;
  byId: number;
  at: Date;
  channel: string;
  state: StoredRequest['state'];
}

/** What was decided since, of the requests this person was asked about; the newest first. */
export async function decidedFor(sql: Sql, userId: number, since: Date, most: number): Promise<Decided[]> {
  return sql.query<Decided>(
    `select request.id, request.facts - 'lines' - 'content' as facts, request.state, decision.outcome,
       decider.name as "by", decider.user_id as "byId", decision.decided_at as "at", decision.channel
     from desk.decisions decision
     join desk.requests request on request.id = decision.request_id
     join desk.approvers decider on decider.request_id = request.id and decider.user_id = decision.user_id
     where decision.state in ('kept', 'recorded') and decision.decided_at > $2
       and exists (select from desk.approvers where request_id = request.id and user_id = $1)
     order by decision.decided_at desc limit $3`,
    [userId, since, most],
  );
}
