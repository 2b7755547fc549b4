import type { ReadAlong } from '../../odoo/along.ts';
import { ROWS, STEPS } from '../../odoo/policy/shape.ts';
import type { Env } from '../env.ts';
import { linesOf, subtotal, untaxed } from '../amounts.ts';
import type { RowOf } from '../models.ts';
import { reads } from './reads.ts';

interface Asked {
  people: string[];
  groups: string[];
  reads?: ReadAlong[];
}

/** Whom approval policies name, and who and what is asked about. */
export function policyNames(env: Env, asked: Asked) {
  const { db } = env;
  const lists = [ROWS, STEPS].flatMap(({ model, fields }) =>
    db
      .where(model as 'x_billing_policy_row', () => true)
      .flatMap((row) =>
        fields
          .filter(({ kind }) => kind === 'many2many')
          .map(({ name }) => [model, row.id, name, row[name] as number[]] as const),
      ),
  );
  const limits = db.where('x_billing_policy_limit', () => true);
  const ids = [
    ...lists.flatMap(([, , name, all]) => (name.includes('people') ? all : [])),
    ...limits.map((one) => one.x_person_id),
  ];
  const addressOf = ({ email, login }: RowOf<'res.users'>) => email || login;
  const isCalled = (user: RowOf<'res.users'>, address: string) =>
    addressOf(user).toLowerCase() === address.trim().toLowerCase();
  const users = db.where(
    'res.users',
    (user) => ids.includes(user.id) || asked.people.some((address) => !user.share && isCalled(user, address)),
  );
  const people = asked.people.map((address) => {
    const all = users.filter((user) => isCalled(user, address));
    const here = all.filter(({ active }) => active);
    return [address, (here.length ? here : all).map(({ id }) => id)];
  });
  const known = db
    .where('ir.model.data', ({ model }) => model === 'res.groups')
    .map(({ res_id, module, name }) => [res_id, `${module}.${name}`] as const);
  const groups = asked.groups.map((name) => [name, known.flatMap(([id, called]) => (called === name ? [id] : []))]);
  return {
    lists,
    users: users.map((user) => [user.id, addressOf(user)]),
    groups: known,
    asked: [...people, ...groups],
    rows: reads(env, asked.reads),
  };
}

type Move = RowOf<'account.move'>;
type Part = RowOf<'x_billing_part'>;

const EARLIER = 20;

function costOf(part: Part, { db }: Env): [cost: number, whole: number] {
  if (part.x_model === 'account.analytic.line') {
    const line = db.find('account.analytic.line', part.x_record_id);
    return line ? [-line.amount, line.unit_amount] : [0, 0];
  }
  const expense = part.x_model === 'hr.expense' ? db.find('hr.expense', part.x_record_id) : undefined;
  return expense ? [expense.untaxed_amount, expense.quantity] : [0, 0];
}

function billed(move: Move, env: Env) {
  const { db } = env;
  const sign = move.move_type === 'out_refund' ? -1 : 1;
  const parts = db.where('x_billing_part', (part) => part.x_move_id === move.id && part.x_move_line_id !== 0);
  return {
    parts: parts.map((part) => {
      const [cost, whole] = costOf(part, env);
      return {
        line: part.x_move_line_id,
        kind: part.x_kind,
        rule: part.x_rule,
        name: part.x_name,
        quantity: part.x_quantity_exact || '0',
        cost,
        whole,
      };
    }),
    lines: linesOf(move, db)
      .filter(({ display_type }) => display_type === 'product')
      .map((line) => ({
        id: line.id,
        value: sign * inBooks(subtotal(line, db), move, env),
        down_payment: line.is_downpayment,
        holdback: line.sale_line_ids.some((id) => db.find('sale.order.line', id)?.x_billing_holdback),
      })),
  };
}

/** In the company's currency, at the newest rate. */
function inBooks(amount: number, move: Move, { db }: Env): number {
  const { currency_id: books } = db.get('res.company', move.company_id);
  if (books === move.currency_id) return amount;
  const rate = db.get('res.currency', move.currency_id).rate || 1;
  const { decimal_places } = db.get('res.currency', books);
  return Number((amount / rate).toFixed(decimal_places));
}

function changes(move: Move, { db, rights }: Env): string[] {
  const person = (id: number) => {
    const user = db.find('res.users', id);
    return user && !rights.has(id, 'robot_watch', 'robot_desk') ? user : undefined;
  };
  const said = linesOf(move, db).flatMap((line) => {
    const [name] = (line.name || 'a line').split('\n');
    const [maker, editor] = [person(line.create_uid), person(line.write_uid)];
    if (maker) return `${maker.name} added “${name}”`;
    return editor ? `${editor.name} changed “${name}”` : [];
  });
  const editor = person(move.write_uid);
  return said.length || !editor ? said : [`${editor.name} changed the invoice`];
}

/** The sandbox has no tracked messages: what a line and the invoice say of their last hand is all it knows of changes. */
export function riskFacts(env: Env, { id }: { id: number }) {
  const { db } = env;
  const move = db.find('account.move', id);
  if (!move) return { facts: false };
  const books = db.get('res.currency', db.get('res.company', move.company_id).currency_id);
  const orders = db.where('x_billing_part', (part) => part.x_move_id === id).map((part) => part.x_order_id);
  const same = db
    .where(
      'x_billing_part',
      (part) => part.x_order_id !== 0 && orders.includes(part.x_order_id) && part.x_move_id !== id,
    )
    .map((part) => part.x_move_id);
  const isPosted = (other: Move) => other.state === 'posted' && other.move_type === 'out_invoice';
  const earlier = db.where('account.move', (other) => same.includes(other.id) && isPosted(other));
  const commercial = (partner: number) => db.get('res.partner', partner).commercial_partner_id || partner;
  const customers = [...new Set([move.partner_id, commercial(move.partner_id)])];
  const sign = move.move_type === 'out_refund' ? -1 : 1;
  const known = db.where('account.move', (other) => other.id !== id && isPosted(other) && other.partner_id !== 0);
  return {
    facts: {
      ...billed(move, env),
      amount: sign * inBooks(untaxed(move, db), move, env),
      currency: books.name,
      digits: books.decimal_places,
      rate: books.id === move.currency_id || db.get('res.currency', move.currency_id).rate > 0,
      own_currency: db.get('res.currency', move.currency_id).name,
      day: move.invoice_date || env.now.slice(0, 10),
      earlier: earlier
        .toSorted((a, b) => b.id - a.id)
        .slice(0, EARLIER)
        .map((other) => billed(other, env)),
      changes: changes(move, env),
      customers: customers.map((partner) => [partner, db.get('res.partner', partner).name]),
      invoiced: known.some((other) => commercial(other.partner_id) === commercial(move.partner_id)) ? 1 : 0,
    },
  };
}
