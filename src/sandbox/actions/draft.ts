import type { DraftFacts, DraftOrder, DraftProposal } from '../../odoo/actions.ts';
import { linesOf, total, untaxed } from '../amounts.ts';
import { create, type Env } from '../env.ts';
import type { RowOf } from '../models.ts';
import type { Store } from '../store.ts';
import { makeAdvance } from './advance.ts';
import { tell } from './events.ts';
import { addLines, draftInvoice, invoiceOrder } from './invoice-order.ts';
import { live } from './live-parts.ts';
import { refusal } from './refusal.ts';

const KEYS = '__billing_draft__';

function factsOf(move: RowOf<'account.move'>, db: Store): DraftFacts {
  const [sold] = linesOf(move, db).flatMap(({ sale_line_ids }) => sale_line_ids);
  return {
    id: move.id,
    name: move.name,
    order: sold ? db.get('sale.order.line', sold).order_id : false,
    state: move.state as DraftFacts['state'],
    untaxed: untaxed(move, db),
    total: total(move, db),
    currency: db.get('res.currency', move.currency_id).name,
  };
}

/** The invoice of a key, while it still holds the work. */
function byKey(db: Store, key: string) {
  const [data] = db.where('ir.model.data', ({ module, name }) => module === KEYS && name === key);
  const move = data && db.find('account.move', data.res_id);
  const holds = move && live(db, (part) => part.x_move_id === move.id).length > 0;
  return { data, live: holds ? move : undefined };
}

export function draft(env: Env, { proposals }: { proposals: DraftProposal[] }) {
  return { answers: proposals.map((proposal) => draftOne(env, proposal)) };
}

function draftOne(env: Env, proposal: DraftProposal) {
  const { db } = env;
  const { key } = proposal;
  const { data, live } = byKey(db, key);
  if (live) return { key, status: 'existing', invoice: factsOf(live, db) };
  if (data) db.unlink('ir.model.data', data.id);
  const reason = refusal(db, proposal);
  if (reason) return { key, status: 'refused', ...reason };

  const values = {
    x_billing_key: key,
    x_billing_period: proposal.period,
    x_billing_period_to: proposal.period_to,
  };
  const move = madeOf(env, proposal.orders, values);
  create(env, 'x_billing_proposal', {
    x_move_id: move.id,
    x_findings: proposal.findings,
    x_trace: proposal.trace,
    x_preparer: proposal.preparer,
  });
  create(env, 'ir.model.data', { module: KEYS, name: key, model: 'account.move', res_id: move.id });
  claim(env, move, proposal);
  return { key, status: 'drafted', invoice: factsOf(move, db) };
}

function madeOf(
  env: Env,
  orders: DraftProposal['orders'],
  values: Partial<RowOf<'account.move'>>,
): RowOf<'account.move'> {
  const pairs = orders.map((own) => ({ own, order: env.db.get('sale.order', own.order_id) }));
  const [{ own, order } = { own: undefined, order: undefined }] = pairs;
  if (!own) throw new Error('An invoice of no order.');
  const referred = { ...values, ...(own.reference !== false && { ref: own.reference }) };
  if (own.advance) return makeAdvance(env, order, own.advance, referred);
  if (pairs.length === 1) return invoiceOrder(env, order, wantedOf(own), referred, takenOf(own));
  const refs = pairs.map((one) => refOf(one.own, one.order));
  const move = draftInvoice(env, order, {
    ...values,
    ref: [...new Set(refs)].filter(Boolean).join(', '),
    invoice_origin: pairs.map((one) => one.order.name).join(', '),
  });
  for (const one of pairs) {
    const sequence = linesOf(move, env.db).length;
    const { reference } = one.own;
    const name = [one.order.name, reference === false ? one.order.client_order_ref : reference]
      .filter(Boolean)
      .join(', ');
    create(env, 'account.move.line', { move_id: move.id, sequence, name, display_type: 'line_section' });
    addLines(env, move, one.order, wantedOf(one.own), takenOf(one.own));
  }
  tell(env, 'draft.made', 'account.move', [move.id]);
  return move;
}

const wantedOf = ({ lines }: DraftOrder) => Map.groupBy(lines, (line) => line.order_line_id);

const takenOf = ({ deducted, withheld }: DraftOrder) => ({
  taken: new Map(deducted.map(({ order_line_id, quantity }) => [order_line_id, quantity])),
  withheld,
});

const refOf = ({ reference }: DraftOrder, order: RowOf<'sale.order'>): string =>
  reference === false ? order.client_order_ref || order.name : reference;

export function foresee({ db }: Env, { proposals }: { proposals: DraftProposal[] }) {
  return {
    answers: proposals.map((proposal) => {
      const { key } = proposal;
      const { live } = byKey(db, key);
      if (live) return { key, status: 'existing', invoice: factsOf(live, db) };
      const reason = refusal(db, proposal);
      return reason ? { key, status: 'refused', ...reason } : { key, status: 'clear' };
    }),
  };
}

/** Writes the ledger of the draft's parts and Odoo's own link of the time. */
function claim(env: Env, move: RowOf<'account.move'>, { orders }: DraftProposal): void {
  const { db } = env;
  const moveLines = Map.groupBy(
    linesOf(move, db).sort((a, b) => a.sequence - b.sequence),
    ({ sale_line_ids }) => sale_line_ids[0],
  );
  for (const line of orders.flatMap(({ lines }) => lines)) {
    const moveLine = moveLines.get(line.order_line_id)?.shift();
    if (moveLine) db.write('account.move.line', moveLine.id, { x_billing_source_id: moveLine.id });
    for (const part of line.parts) {
      const { x_project_id, ...ledger } = { ...line.row, ...part.row };
      const isReason = (row: RowOf<'x_billing_part'>) =>
        row.x_model === part.model && row.x_record_id === part.id && row.x_verdict !== 'bill' && !row.x_drawn_exact;
      for (const { id } of db.where('x_billing_part', isReason)) db.unlink('x_billing_part', id);
      if (part.model === 'account.analytic.line') {
        db.write('account.analytic.line', part.id, { timesheet_invoice_id: move.id });
      }
      create(env, 'x_billing_part', {
        ...ledger,
        x_project_id: x_project_id || 0,
        x_model: part.model,
        x_record_id: part.id,
        x_verdict: 'bill',
        x_quantity: part.quantity,
        x_currency_id: move.currency_id,
        x_company_id: move.company_id,
        x_order_id: db.get('sale.order.line', line.order_line_id).order_id,
        x_order_line_id: line.order_line_id,
        x_move_id: move.id,
        x_move_line_id: moveLine?.id ?? 0,
      });
    }
  }
}

export function findDrafts({ db }: Env, { keys }: { keys: string[] }) {
  const found = keys.flatMap((key) => {
    const { live } = byKey(db, key);
    return live ? [[key, factsOf(live, db)] as const] : [];
  });
  return { found: Object.fromEntries(found) };
}
