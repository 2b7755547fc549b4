import { create, write, type Env } from '../env.ts';
import { userError } from '../faults.ts';
import type { RowOf } from '../models.ts';
import type { AnyRow } from '../store.ts';
import { content } from './content.ts';
import { recordOf } from './credit.ts';

type Adjustment = RowOf<'x_billing_adjustment'>;

function authorityOf({ rights, uid }: Env): string[] {
  if (rights.has(uid, 'robot_watch', 'robot_desk')) return [];
  return (['preparer', 'approver', 'controller'] as const).filter((group) => rights.has(uid, group));
}

/** Who adjusts, with which authority and of which order is the add-on's to say, whatever the caller writes. */
export function adjust(env: Env, values: Partial<Adjustment>): Adjustment {
  const authority = authorityOf(env);
  if (!authority.length) {
    throw userError('Work is adjusted by a billing preparer, approver or controller, in their own name.');
  }
  if (values.x_withdrawn_by) throw userError('An adjustment is made first, and withdrawn later.');
  if (!values.x_reason?.trim()) throw userError('Give a reason: whoever approves the invoice reads it.');
  const order = orderOf(env, values.x_record ?? '');
  if (!order) throw userError('Choose work a customer pays for.');
  // Who may by terms is told by the add-on and the rules; the sandbox knows who may without any.
  const agreed = env.db.where('x_billing_agreement', (each) => [order.id, 0].includes(each.x_order_id)).length > 0;
  if (!agreed && !authority.includes('controller')) {
    throw userError('No terms say who may here, so only a billing controller may.');
  }
  const gone = env.db.where(
    'x_billing_part',
    (part) => recordOf(part) === values.x_record && part.x_verdict === 'bill' && !part.x_move_line_id,
  );
  for (const { x_move_id } of ['hold', 'write-off'].includes(values.x_kind ?? '') ? gone : []) {
    const move = env.db.find('account.move', x_move_id);
    if (move?.state === 'draft' && approvedBy(env, move)) {
      throw userError(
        'You approved it as it reads now. What becomes of work that is off it is for somebody else to say.',
      );
    }
  }
  return create(env, 'x_billing_adjustment', {
    ...values,
    create_uid: env.uid,
    create_date: env.now,
    x_authority: authority.join(', '),
    x_order_id: order.id,
    x_company_id: order.company_id,
    x_currency_id: order.currency_id,
  });
}

/** Whether whoever acts approved what an invoice says now, and nobody rejected it since. */
function approvedBy({ db, uid }: Env, move: RowOf<'account.move'>): boolean {
  const now = content(move, db);
  const decisions = db.where('x_billing_decision', (one) => one.x_move_id === move.id && one.x_content === now);
  const last = decisions.findLast((one) => one.x_outcome === 'rejected' || one.x_person_id === uid);
  return last !== undefined && last.x_outcome !== 'rejected';
}

function orderOf({ db }: Env, record: string): RowOf<'sale.order'> | undefined {
  const [model, number] = record.split(',');
  const id = Number(number);
  if (model === 'hr.expense') return db.find('sale.order', db.get('hr.expense', id).sale_order_id);
  const lines = {
    'account.analytic.line': () => db.get('account.analytic.line', id).so_line,
    'project.milestone': () => db.get('project.milestone', id).sale_line_id,
    'sale.order.line': () => id,
  };
  const line = db.find('sale.order.line', lines[model as keyof typeof lines]());
  return line && db.find('sale.order', line.order_id);
}

/** An adjustment is made once; then it is withdrawn by its author or a controller, or left alone. */
export function withdraw(env: Env, id: number, values: Partial<AnyRow>): void {
  const { create_uid, x_withdrawn_by } = env.db.get('x_billing_adjustment', id);
  if (x_withdrawn_by || Object.keys(values).some((name) => name !== 'x_withdrawn_by')) {
    throw userError('An adjustment stays as it was made. Withdraw it, and make another.');
  }
  if (values.x_withdrawn_by !== env.uid) throw userError('An adjustment is withdrawn in your own name.');
  if (create_uid !== env.uid && !authorityOf(env).includes('controller')) {
    throw userError('They or a billing controller can withdraw it.');
  }
  write(env, 'x_billing_adjustment', id, { x_withdrawn_by: env.uid, x_withdrawn_on: env.now });
}
