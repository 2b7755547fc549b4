import type { Decision, Person, RecordedDecision } from '../billing/ports.ts';
import { runAction } from './actions.ts';
import type { OdooApi } from './api.ts';
import { linkOf } from './audit.ts';
import { whenFree } from './in-turn.ts';
import { odooInstant } from './wire.ts';

/** Who an address belongs to; nobody where it belongs to no user or to more than one. */
export async function personByEmail(api: OdooApi, email: string): Promise<Person | undefined> {
  const { person } = await runAction(api, 'person', { email });
  if (!person) return undefined;
  return {
    userId: person.id,
    name: person.name,
    email: person.email,
    mayApprove: person.may_approve,
    prepares: person.prepares ?? false,
    controls: person.controls ?? false,
    companyIds: person.companies,
  };
}

/**
 * Records a decision once; Odoo checks person, preparers and content again by itself.
 *
 * @throws OdooError `refused` where the invoice no longer reads like the content decided on, or the person may not
 */
export async function recordDecision(api: OdooApi, decision: Decision): Promise<RecordedDecision> {
  const told = {
    key: decision.key,
    request_id: decision.requestId,
    invoice_id: decision.invoiceId,
    outcome: decision.outcome,
    person_id: decision.person.userId,
    email: decision.person.email,
    channel: decision.channel,
    verified: decision.verified ?? '',
    policy: decision.policy ?? '',
    reason: decision.reason,
    at: odooInstant(decision.at),
    content: decision.content,
  };
  const { id, created, link } = await whenFree(() => runAction(api, 'record_decision', told));
  return { id, created, ...(link && { link: linkOf(link) }) };
}
