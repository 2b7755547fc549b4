import { apply } from '../../approvals/chain/apply.ts';
import type { Applied, ChainEvent } from '../../approvals/chain/apply.ts';
import { askedNow, stateOf } from '../../approvals/chain/chain.ts';
import type { Chain } from '../../approvals/chain/chain.ts';
import type { Sql } from '../database.ts';
import { type Approver, loadRequest, type StoredRequest } from './requests.ts';

/** The request as it is, with nobody else changing it until the transaction ends. */
export async function locked(tx: Sql, id: string): Promise<StoredRequest> {
  await tx.query('select from desk.requests where id = $1 for update', [id]);
  return loadRequest(tx, id);
}

/** Has something happen to a request's chain, if the table permits it. Of many at once, each finds what the others did. */
export async function happen(tx: Sql, id: string, what: (chain: Chain) => ChainEvent): Promise<Applied> {
  const { chain } = await locked(tx, id);
  const applied = apply(chain, what(chain));
  if (applied.chain) await keepChain(tx, id, chain, applied.chain);
  return applied;
}

/** Writes what became of a chain that is locked. A decision that is new is inserted by whoever takes it. */
export async function keepChain(tx: Sql, id: string, before: Chain, after: Chain): Promise<void> {
  await tx.query(
    'update desk.requests set steps = $2, questions = $3, state = $4, void_reason = coalesce($5, void_reason) where id = $1',
    [id, JSON.stringify(after.steps), JSON.stringify(after.questions), stateOf(after), after.voided ?? null],
  );
  for (const { id: decisionId, state } of after.decisions) {
    const was = before.decisions.find((one) => one.id === decisionId);
    if (!was || was.state === state) continue;
    await tx.query('update desk.decisions set state = $2, detail = coalesce($3, detail) where id = $1', [
      decisionId,
      state,
      after.voided ?? null,
    ]);
  }
  await tx.query('update desk.approvers set asked = (user_id = any($2::integer[])) where request_id = $1', [
    id,
    askedNow(after),
  ]);
}

/** Who is asked about a request, from now on; who was asked before keeps the address they were asked at. */
export async function insertApprovers(tx: Sql, id: string, people: readonly Approver[]): Promise<void> {
  for (const { userId, name, email } of people) {
    await tx.query(
      `insert into desk.approvers (request_id, user_id, name, email) values ($1, $2, $3, $4)
       on conflict (request_id, user_id) do nothing`,
      [id, userId, name, email],
    );
  }
}
