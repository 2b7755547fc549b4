import { POLICY, POLICY_TABLES } from '../../odoo/policy/shape.ts';
import { create, type Env } from '../env.ts';
import { userError } from '../faults.ts';

type Values = Record<string, unknown>;

interface Payload {
  last: number;
  values: Values;
}

/** A version of the approval policy as a draft. */
export function loadPolicy(env: Env, { last, values }: Payload): { id: number } {
  const company = Number(values.x_company_id ?? 0);
  const others = env.db.where('x_billing_policy', (other) => other.x_company_id === company);
  if (Math.max(0, ...others.map(({ x_version }) => Number(x_version))) !== last)
    throw userError(`${String(values.x_name)} has got a version since it was compared: import the file again.`);
  const draft = { x_status: 'draft', x_author_ids: [env.uid], ...values };
  return { id: writePolicy((model, row) => create(env, model, row).id, draft) };
}

/** A version with its rows, steps and limits, each given as commands. Its id. */
export function writePolicy(
  make: (model: 'x_billing_policy', values: object) => number,
  values: Values,
  model = POLICY,
  of: Values = {},
): number {
  const tables = POLICY_TABLES.filter(({ parent }) => parent.model === model);
  const own = Object.entries(values).filter(([name]) => !tables.some(({ parent }) => parent.many === name));
  const id = make(model as 'x_billing_policy', {
    ...Object.fromEntries(own.map(([name, value]) => [name, linked(value)])),
    ...of,
  });
  for (const { model: rows, parent } of tables)
    for (const [, , row] of (values[parent.many] ?? []) as [0, 0, Values][])
      writePolicy(make, row, rows, { [parent.field]: id });
  return id;
}

/** Ids of a list, from the command that sets it. */
const linked = (value: unknown): unknown => {
  const [first] = Array.isArray(value) ? (value as unknown[]) : [];
  return Array.isArray(first) && first[0] === 6 ? (first[2] as number[]) : value;
};
