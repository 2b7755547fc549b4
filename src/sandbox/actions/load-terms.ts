import { TABLES } from '../../odoo/terms/shape.ts';
import { create, type Env } from '../env.ts';
import { userError } from '../faults.ts';
import type { ModelName, RowOf } from '../models.ts';
import type { AnyRow } from '../store.ts';

interface Payload {
  agreements: { under: string; values: Partial<RowOf<'x_billing_agreement'>> }[];
  versions: { agreement: string; last: number; values: Record<string, unknown> }[];
}

/** New agreements, and versions as drafts. */
export function loadTerms(env: Env, { agreements, versions }: Payload): { written: number } {
  const { db } = env;
  const ofKey = (key: string): RowOf<'x_billing_agreement'> => {
    const [found, ...others] = db.where('x_billing_agreement', ({ x_key }) => x_key === key);
    if (found && !others.length) return found;
    throw userError(`There is no agreement ${key} any more: import the file again.`);
  };
  for (const { under, values } of agreements) {
    if (db.where('x_billing_agreement', ({ x_key }) => x_key === values.x_key).length)
      throw userError(`There is an agreement with the reference ${String(values.x_key)} already.`);
    create(env, 'x_billing_agreement', { ...values, x_under_id: under ? ofKey(under).id : 0, x_active: true });
  }
  const compared = new Map<string, number>();
  for (const { agreement: key, last, values } of versions) {
    const agreement = ofKey(key);
    const numbers = db
      .where('x_billing_terms', (each) => each.x_agreement_id === agreement.id)
      .map(({ x_version }) => Number(x_version));
    if (!compared.has(key)) compared.set(key, Math.max(0, ...numbers));
    if (compared.get(key) !== last)
      throw userError(`${agreement.x_name} has got a version since it was compared: import the file again.`);
    write(env, agreement, values);
  }
  return { written: versions.length };
}

function write(env: Env, { id, x_currency_id }: RowOf<'x_billing_agreement'>, values: Record<string, unknown>): void {
  const tables = TABLES.filter(({ field }) => field in values);
  const own = Object.fromEntries(
    Object.entries(values).filter(([name]) => !tables.some(({ field }) => field === name)),
  );
  const terms = create(env, 'x_billing_terms', {
    ...(own as Partial<AnyRow>),
    x_agreement_id: id,
    x_currency_id,
    x_status: 'draft',
  });
  for (const { model, field } of tables)
    for (const [, , row] of values[field] as [0, 0, Partial<AnyRow>][])
      create(env, model as ModelName, { ...row, x_terms_id: terms.id, x_currency_id } as object);
}
