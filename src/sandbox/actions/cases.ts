import type { CaseRow } from '../../odoo/actions.ts';
import { create, write, type Env } from '../env.ts';
import type { RowOf } from '../models.ts';
import { tell } from './events.ts';
import { emptied } from './verdicts.ts';

type Case = RowOf<'x_billing_case'>;

/** One cause, one case: the key finds it again, open or closed. */
export function openCases(env: Env, { cases }: { cases: CaseRow[] }) {
  return { answers: cases.map((wanted) => ({ key: wanted.x_key, ...openCase(env, wanted) })) };
}

function openCase(env: Env, { currency, ...wanted }: CaseRow) {
  const { db } = env;
  const company = db.get('res.company', db.get('res.users', env.uid).company_id);
  const values = {
    x_company_id: company.id,
    ...(emptied(wanted) as Partial<Case>),
    x_owner_id: wanted.x_owner_id || controllerOf(env),
    x_currency_id: db.all('res.currency').find(({ name }) => name === currency)?.id ?? company.currency_id,
  };
  const [known] = db.where('x_billing_case', ({ x_key }) => x_key === wanted.x_key);
  if (!known) {
    const { id } = create(env, 'x_billing_case', { ...values, x_state: 'open' });
    tell(env, 'case.opened', 'x_billing_case', [id]);
    return { id, status: 'opened' };
  }
  const { id } = known;
  if (known.x_state === 'closed') {
    write(env, 'x_billing_case', id, { ...values, x_state: 'open', x_note: '' });
    tell(env, 'case.reopened', 'x_billing_case', [id]);
    return { id, status: 'reopened' };
  }
  if (known.x_detail === values.x_detail && Math.abs(known.x_amount - (values.x_amount ?? 0)) <= 0.005) {
    return { id, status: 'unchanged' };
  }
  // The deadline and a person's own choice of owner stay as they are.
  const { x_name, x_detail, x_next_step, x_severity, x_amount, x_currency_id } = { ...known, ...values };
  write(env, 'x_billing_case', id, { x_name, x_detail, x_next_step, x_severity, x_amount, x_currency_id });
  return { id, status: 'updated' };
}

/** Whom no rule names, a controller owns. */
const controllerOf = ({ db, rights }: Env): number =>
  db.all('res.users').find(({ id }) => rights.has(id, 'controller'))?.id ?? 0;

export function closeCases(
  env: Env,
  wanted: { codes: string[]; still_open: string[]; note: string; looked_at?: string[] },
) {
  const solved = env.db.where(
    'x_billing_case',
    ({ x_state, x_code, x_key }) =>
      x_state === 'open' &&
      wanted.codes.includes(x_code) &&
      !wanted.still_open.includes(x_key) &&
      (wanted.looked_at?.includes(x_key) ?? true),
  );
  for (const { id } of solved) write(env, 'x_billing_case', id, { x_state: 'closed', x_note: wanted.note });
  return { closed: solved.length };
}
