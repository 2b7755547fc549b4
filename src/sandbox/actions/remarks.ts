import { POLICY, POLICY_TABLES } from '../../odoo/policy/shape.ts';
import { create, type Env } from '../env.ts';
import type { RowOf } from '../models.ts';

const UNSAID = new Set([
  ...['x_status', 'x_author_ids', 'x_proposed_by', 'x_proposed_on', 'x_agreed_by', 'x_agreed_on', 'x_content'],
  ...['write_date', 'write_uid'],
]);

/** All that a version says; not in the words of the add-on, which nobody but it reads. */
function contentOf(policy: RowOf<'x_billing_policy'>, { db }: Env): string {
  const said = Object.entries(policy).filter(([name]) => !UNSAID.has(name));
  const of = (model: string, ids: number[]): object[] =>
    POLICY_TABLES.filter(({ parent }) => parent.model === model).flatMap((table) => {
      const rows = db.where(table.model as 'x_billing_policy_row', (row) =>
        ids.includes(row[table.parent.field as 'x_policy_id'] as number),
      );
      return rows.length
        ? [
            ...rows,
            ...of(
              table.model,
              rows.map(({ id }) => id),
            ),
          ]
        : [];
    });
  return JSON.stringify([said, ...of(POLICY, [policy.id])]);
}

/** Versions nobody looked at as they are written now. */
export function unreviewedPolicies(env: Env) {
  const { db } = env;
  const known = (id: number) => db.where('x_billing_remark', ({ x_policy_id }) => x_policy_id === id)[0]?.x_content;
  const policies = db
    .where('x_billing_policy', ({ x_status }) => x_status !== 'superseded')
    .map((policy) => [policy.id, contentOf(policy, env)] as const);
  return { policies: policies.filter(([id, content]) => known(id) !== content) };
}

/** What there is to say of them; not of one that was written in since. */
export function remarkPolicies(env: Env, { remarks }: { remarks: [number, string, string[]][] }) {
  const { db } = env;
  for (const [id, content, said] of remarks) {
    const policy = db.find('x_billing_policy', id);
    if (!policy || contentOf(policy, env) !== content) continue;
    for (const old of db.where('x_billing_remark', ({ x_policy_id }) => x_policy_id === id))
      db.unlink('x_billing_remark', old.id);
    create(env, 'x_billing_remark', { x_policy_id: id, x_content: content, x_said: said.join('\n') });
  }
  return { remarked: true };
}
