import { createHash } from 'node:crypto';
import { addDays } from '../../rules/days.ts';
import { total } from '../amounts.ts';
import { create, type Env } from '../env.ts';
import { userError } from '../faults.ts';
import type { RowOf } from '../models.ts';
import { atDesk } from './at-desk.ts';
import { tell } from './events.ts';

type Move = RowOf<'account.move'>;

/** What is open of an invoice: all of it, until it is paid or credited. No payments are entered in a sandbox. */
export function receivables(env: Env, { companies }: { companies: number[] }) {
  const { db, uid } = env;
  const own = db.get('res.users', uid).company_ids;
  const wanted = companies.length > 0 ? companies.filter((id) => own.includes(id)) : own;
  const owed = db.where(
    'account.move',
    (move) =>
      move.move_type === 'out_invoice' &&
      move.state === 'posted' &&
      wanted.includes(move.company_id) &&
      !['paid', 'reversed'].includes(move.payment_state),
  );
  return { owed: owed.map((move) => receivable(env, move)), paid: [] };
}

/** No mail leaves a sandbox: it is noted as told. */
export function dun(env: Env, asked: { id: number; level: number; seal: string; asked: number; reason: string }) {
  const { db } = env;
  const move = db.find('account.move', asked.id);
  const level = db.find('x_billing_dunning_level', asked.level);
  if (!move || !level) return { status: 'changed', to: '' };
  const known = db.where('x_billing_reminder', (row) => row.x_move_id === move.id && row.x_level === level.id);
  if (known.length > 0) return { status: 'already-told', to: known[0]?.x_to ?? '' };
  if (receivable(env, move).seal !== asked.seal) return { status: 'changed', to: '' };
  const { email } = db.get('res.partner', move.partner_id);
  if (!email) return { status: 'no-address', to: '' };
  create(env, 'x_billing_reminder', {
    x_name: level.x_name,
    x_move_id: move.id,
    x_level: level.id,
    x_days: level.x_days,
    x_asked: asked.asked,
    x_to: email,
    x_reason: asked.reason,
    create_date: env.now,
  });
  return { status: 'told', to: email };
}

function receivable({ db }: Env, move: Move) {
  const named = (id: number) => [id, db.get('res.partner', id).name];
  const company = db.get('res.company', move.company_id);
  const [currency, books] = [db.get('res.currency', move.currency_id), db.get('res.currency', company.currency_id)];
  const open = total(move, db);
  const [plan] = db.where('x_billing_dunning', (row) => row.x_company_id === company.id);
  const salesperson = db.find('res.users', move.invoice_user_id);
  const told = db.where('x_billing_reminder', (row) => row.x_move_id === move.id);
  const disputes = db.where('x_billing_dispute', (row) => row.x_move_id === move.id);
  const found = {
    id: move.id,
    name: move.name,
    customer: named(move.partner_id),
    debtor: named(move.partner_id),
    company: [company.id, company.name],
    salesperson: salesperson ? [salesperson.id, salesperson.name] : false,
    currency: [currency.name, currency.decimal_places],
    total: open,
    residual: open,
    books: [books.name, books.decimal_places, open],
    // Without payment terms it is due at once.
    instalments: [[move.invoice_date, open]],
    due: move.invoice_date,
    settlements: [],
    surplus: [],
    coming: 0,
    returned: [],
    held: false,
    promises: [],
    disputes: disputes.map((row) => ({
      id: row.id,
      reason: row.x_reason,
      opened: row.create_date.slice(0, 10),
      amount: row.x_amount,
      deadline: row.x_deadline,
      owner: ownerOf(db, row),
      state: 'open',
    })),
    // No mail comes in.
    heard: false,
    plan: plan
      ? {
          id: plan.id,
          name: plan.x_name,
          on: plan.x_on,
          levels: db
            .where('x_billing_dunning_level', (row) => row.x_plan_id === plan.id)
            .map((row) => ({ id: row.id, name: row.x_name, days: row.x_days, quiet_below: row.x_quiet_below })),
        }
      : false,
  };
  const seal = createHash('sha1')
    .update(JSON.stringify([found, told.map(({ id }) => id)]))
    .digest('hex');
  return {
    ...found,
    address: db.get('res.partner', move.partner_id).email !== '',
    told: told.map((row) => ({
      level: row.x_level,
      days: row.x_days,
      name: row.x_name,
      on: row.create_date.slice(0, 10),
      mail: 'sent',
      why: '',
    })),
    seal,
  };
}

const KEYS = '__billing_dispute__';
const DAYS_TO_DECIDE = 10;

const ownerOf = (db: Env['db'], { x_owner_id: id }: RowOf<'x_billing_dispute'>) => {
  const owner = db.find('res.users', id);
  return owner ? [owner.id, owner.name] : false;
};

/** Nobody decides a dispute in a sandbox. */
export function openDispute(
  env: Env,
  asked: {
    key: string;
    invoice: number;
    reason: string;
    amount: number;
    said: string;
    raised_by: string;
    person: number;
  },
) {
  const { db, rights } = env;
  const move = db.find('account.move', asked.invoice);
  if (!move) throw userError(`There is no invoice ${asked.invoice} in Odoo.`);
  const name = asked.key.trim().replaceAll('%', '%25').replaceAll(' ', '%20');
  if (!name) throw userError('A dispute needs a key: what it was made of, such as the id of a ticket.');
  const [known] = db.where('ir.model.data', (row) => row.module === KEYS && row.name === name);
  const { name: currency, decimal_places: digits } = db.get('res.currency', move.currency_id);
  const cents = (amount: number) => amount.toFixed(digits);
  const person = rights.has(env.uid, 'robot_desk') ? atDesk(env, asked.person, 'write down disputes') : env.uid;
  if (known) {
    const dispute = db.get('x_billing_dispute', known.res_id);
    if (dispute.create_uid !== person)
      throw userError(`Somebody else wrote down a dispute under the key ${asked.key}. Give yours a key of its own.`);
    const different = {
      'the invoice': dispute.x_move_id !== move.id,
      'what it is about': dispute.x_reason !== asked.reason,
      'the amount': asked.amount && cents(asked.amount) !== cents(dispute.x_amount),
      'what the customer says': dispute.x_said !== asked.said,
      'who says it': asked.raised_by && dispute.x_raised_by !== asked.raised_by,
    };
    const changed = Object.entries(different).flatMap(([name, differs]) => (differs ? name : []));
    if (changed.length > 0)
      throw userError(
        `Under the key ${asked.key} there is a dispute with other content: ${dispute.x_name}. Different now: ` +
          `${changed.join(', ')}. It stays as it was written down. Give another dispute a key of its own (at the approval ` +
          `desk: open the page anew); to correct this one, reject it in Odoo and write down another.`,
      );
    return answer('already-open', dispute);
  }
  if (move.move_type !== 'out_invoice' || move.state !== 'posted')
    throw userError('A dispute is about a posted customer invoice of your company.');
  const open = db
    .where('x_billing_dispute', (row) => row.x_move_id === move.id)
    .reduce((sum, row) => sum + row.x_amount, 0);
  const left = total(move, db) - open;
  const amount = asked.amount || left;
  if (amount <= 0 || Number(cents(amount)) > Number(cents(left)))
    throw userError(`${move.name}: ${cents(left)} ${currency} can be disputed.`);
  if (!asked.said.trim()) throw userError('Write down what the customer says.');
  const about = { milestone: 'Milestone not accepted', po: 'Purchase order' }[asked.reason] ?? asked.reason;
  const dispute = create(env, 'x_billing_dispute', {
    x_name: `${move.name}: ${about.slice(0, 1).toUpperCase()}${about.slice(1)}, ${cents(amount)} ${currency}`,
    x_move_id: move.id,
    x_currency_id: move.currency_id,
    x_company_id: move.company_id,
    x_partner_id: move.partner_id,
    x_reason: asked.reason,
    x_amount: amount,
    x_said: asked.said,
    x_raised_by: asked.raised_by,
    x_owner_id: move.invoice_user_id,
    x_deadline: addDays(env.now.slice(0, 10), DAYS_TO_DECIDE),
    create_uid: person,
    create_date: env.now,
  });
  create(env, 'ir.model.data', { module: KEYS, name, model: 'x_billing_dispute', res_id: dispute.id });
  tell(env, 'invoice.disputed', 'x_billing_dispute', [dispute.id]);
  return answer('opened', dispute);

  function answer(status: string, dispute: RowOf<'x_billing_dispute'>) {
    const { id, x_name: title, x_amount: disputed, x_deadline: deadline } = dispute;
    return { status, id, name: title, amount: disputed, currency, deadline, owner: ownerOf(db, dispute) };
  }
}
