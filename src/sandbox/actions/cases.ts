import type { CaseRow, Payloads } from '../../odoo/actions.ts';
import { aged as agedBy } from '../../rules/case-rules.ts';
import { daysBetween } from '../../rules/days.ts';
import { create, write, type Env } from '../env.ts';
import type { RowOf } from '../models.ts';
import { canOwn, companyOf, ownerOf } from './case-owner.ts';
import { tell } from './events.ts';
import { emptied } from './verdicts.ts';

type Case = RowOf<'x_billing_case'>;

const SHOWN = [
  ...(['x_name', 'x_detail', 'x_next_step', 'x_severity', 'x_currency_id', 'x_link', 'x_run', 'x_owner_id'] as const),
  ...(['x_company_id', 'x_order_id', 'x_project_id', 'x_move_id', 'x_record'] as const),
];
const SEVERITIES = ['low', 'medium', 'high'] as const;

/** One cause, one case: the key finds it again, open or closed. */
export function openCases(env: Env, { cases }: { cases: CaseRow[] }) {
  return { answers: cases.map((wanted) => ({ key: wanted.x_key, ...openCase(env, wanted) })) };
}

function openCase(env: Env, row: CaseRow) {
  const { db } = env;
  const { currency, raise_days: raiseDays } = row;
  const wanted = Object.fromEntries(Object.entries(row).filter(([name]) => name.startsWith('x_')));
  const company = companyOf(env, row);
  const values = {
    ...(emptied(wanted) as Partial<Case>),
    x_company_id: company,
    x_currency_id:
      db.all('res.currency').find(({ name }) => name === currency)?.id ?? db.get('res.company', company).currency_id,
  };
  const [known] = db.where('x_billing_case', ({ x_key }) => x_key === row.x_key);
  if (!known) {
    const x_owner_id = ownerOf(env, row, company);
    const { id } = create(env, 'x_billing_case', { ...values, x_owner_id });
    moveCase(env, id, { x_state: 'open' });
    return { id, status: 'opened' };
  }
  const { id } = known;
  const x_owner_id = canOwn(env, known.x_owner_id, company) ? known.x_owner_id : ownerOf(env, row, company);
  if (known.x_state === 'closed') {
    moveCase(env, id, { ...values, x_owner_id, x_state: 'open', x_note: '' });
    return { id, status: 'reopened' };
  }
  // The deadline and a person's own choice of owner stay as they are.
  const x_severity = aged(env, known, row.x_severity, raiseDays);
  const now = { ...known, ...values, x_severity, x_owner_id };
  const changes: Partial<Case> = Object.fromEntries(
    SHOWN.filter((name) => now[name] !== known[name]).map((name) => [name, now[name]]),
  );
  if (row.x_work_to && known.x_work_to < row.x_work_to) write(env, 'x_billing_case', id, { x_work_to: row.x_work_to });
  if (Math.abs(known.x_amount - now.x_amount) > 0.005) changes.x_amount = now.x_amount;
  if (Object.keys(changes).length === 0) return { id, status: 'unchanged' };
  write(env, 'x_billing_case', id, changes);
  return { id, status: 'updated' };
}

function aged({ now }: Env, { x_opened_on }: Case, severity: CaseRow['x_severity'], every: number): string {
  const step = SEVERITIES[Number(severity)] ?? 'high';
  return String(SEVERITIES.indexOf(agedBy(step, daysBetween(x_opened_on, now.slice(0, 10)), every)));
}

/** Writes a case, whoever does: since when it is open, and who closed it. */
export function moveCase(env: Env, id: number, values: Partial<Case>): void {
  const { x_state: before, x_came_back } = env.db.get('x_billing_case', id);
  const { x_state: state = before } = values;
  write(env, 'x_billing_case', id, values);
  if (state === before) return;
  if (state === 'closed') {
    write(env, 'x_billing_case', id, { x_closed_on: env.now, x_closed_by_id: env.uid });
    return;
  }
  const back = before === 'closed';
  const opened = { x_opened_on: env.now.slice(0, 10), x_closed_on: '', x_closed_by_id: 0 };
  write(env, 'x_billing_case', id, { ...opened, x_came_back: x_came_back + (back ? 1 : 0) });
  tell(env, back ? 'case.reopened' : 'case.opened', 'x_billing_case', [id]);
}

export function closeCases(env: Env, wanted: Payloads['close_cases']) {
  const { company_ids: own } = env.db.get('res.users', env.uid);
  const ids = wanted.cases?.map(([id]) => id);
  const solved = env.db.where(
    'x_billing_case',
    ({ id, x_state, x_code, x_key, x_company_id }) =>
      x_state === 'open' &&
      // Nobody writes one here while a run reads.
      (ids ? ids.includes(id) : wanted.codes.includes(x_code)) &&
      !wanted.still_open.includes(x_key) &&
      // What a robot may not see it has not looked at.
      (!x_company_id || own.includes(x_company_id)) &&
      (wanted.looked_at?.includes(x_key) ?? true) &&
      (wanted.companies?.includes(x_company_id) ?? true),
  );
  for (const { id } of solved) moveCase(env, id, { x_state: 'closed', x_note: wanted.note });
  return { closed: solved.length };
}
