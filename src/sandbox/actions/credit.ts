import type { Big } from 'big.js';
import { exact, sum, text } from '../../money/decimal.ts';
import { linesOf } from '../amounts.ts';
import { create, type Env } from '../env.ts';
import { userError } from '../faults.ts';
import type { RowOf } from '../models.ts';
import { hoursIn } from '../quantities.ts';
import { displayName } from '../read.ts';
import type { AnyRow, Store } from '../store.ts';
import { elevated } from './audit.ts';
import { live, relink } from './live-parts.ts';
import { unsaid } from './taken-off.ts';

type Line = RowOf<'account.move.line'>;
type Move = RowOf<'account.move'>;
type Part = RowOf<'x_billing_part'>;

const WAYS =
  'Credit whole entries at their price, name the work under Work credited, or tick Money only where the customer pays ' +
  'less and the work is not billed again.';

/** A draft credit note of a posted invoice, as Odoo's own dialog copies it. */
export function creditNote(env: Env, invoiceId: number, reason: string): number {
  const { db } = env;
  const invoice = db.get('account.move', invoiceId);
  const note = create(env, 'account.move', {
    partner_id: invoice.partner_id,
    partner_shipping_id: invoice.partner_shipping_id,
    company_id: invoice.company_id,
    currency_id: invoice.currency_id,
    invoice_user_id: invoice.invoice_user_id,
    invoice_origin: invoice.invoice_origin,
    payment_state: 'not_paid',
    move_type: 'out_refund',
    state: 'draft',
    ref: `Reversal of: ${invoice.name}, ${reason}`,
    reversed_entry_id: invoice.id,
    x_billing_reason: reason,
  });
  for (const line of linesOf(invoice, db)) {
    const copied = { move_id: note.id, x_billing_credited_ids: [], x_billing_money_only: false };
    create(env, 'account.move.line', { ...line, ...copied });
  }
  elevated(env, note, 'credit-note', `Credit note of ${invoice.name}`, `Of invoice ${String(invoice.id)}`);
  return note.id;
}

const billedOf = (part: Part): string => part.x_billed_exact || part.x_quantity_exact;

/** What the parts bill in the line's unit, without a sign. */
export function inLineOf(db: Store, line: Line, parts: Part[]): Big {
  const sold = db.find('sale.order.line', line.sale_line_ids[0] ?? 0);
  const inUnit = (part: Part) => {
    const billed = exact(billedOf(part));
    return sold && part.x_model === 'account.analytic.line' ? hoursIn(sold, db, billed) : billed;
  };
  return sum(parts.map(inUnit)).abs();
}

/** What posted credit notes, and the lines before this one, leave of an invoice line to credit. */
function room(db: Store, source: Line, line: Line): Big {
  const others = db.where('account.move.line', (other) => {
    const move = db.get('account.move', other.move_id);
    if (other.x_billing_source_id !== source.id || move.move_type !== 'out_refund' || other.x_billing_money_only)
      return false;
    return other.move_id === line.move_id ? other.id < line.id : move.state === 'posted';
  });
  return exact(source.quantity)
    .abs()
    .minus(sum(others.map(({ quantity }) => exact(quantity).abs())));
}

interface Given {
  parts: Part[];
  /** How much of them, in the line's unit; all where absent. */
  share?: Big;
  /** Why it can't be told. */
  reason?: string;
}

export const recordOf = ({ x_model, x_record_id }: Part): string => `${x_model},${String(x_record_id)}`;

/** Which work so much of a line is, where that can be told: of several entries, somebody names it. */
export function shareOf(db: Store, line: Line, parts: Part[], asked: Big, namedIds: number[]): Given | undefined {
  const named = namedIds.map((id) => recordOf(db.get('x_billing_part', id)));
  const chosen = new Set(named.length > 0 ? named : parts.map(recordOf));
  const wanted = parts.filter((part) => chosen.has(recordOf(part)));
  const enough = inLineOf(db, line, wanted);
  if (asked.minus(enough).abs().lte('0.005')) return { parts: wanted };
  return chosen.size === 1 && asked.lt(enough) ? { parts: wanted, share: asked.div(enough) } : undefined;
}

function givenBack(db: Store, line: Line): Given {
  const source = db.find('account.move.line', line.x_billing_source_id);
  const invoice = db.find('account.move', db.get('account.move', line.move_id).reversed_entry_id);
  const name = `"${line.name.split('\n')[0] ?? ''}"`;
  const not = (reason: string): Given => ({ parts: [], reason: `${name}: ${reason}` });
  if (line.x_billing_money_only || !line.quantity) return { parts: [] };
  if (!source) {
    const sold = live(
      db,
      (part) => part.x_move_id === invoice?.id && line.sale_line_ids.includes(part.x_order_line_id),
    );
    if (sold.length === 0) return { parts: [] };
    return not(`which line of ${invoice?.name ?? ''} it credits can't be told. Name it under Credits.`);
  }
  if (!invoice) return not('it is a copy of a credit note. Use the button Credit Note on the invoice.');
  if (source.move_id !== invoice.id) return { parts: [] };
  const parts = live(db, (part) => part.x_move_line_id === source.id);
  if (parts.length === 0) return not('all of it was credited before.');
  if (
    line.price_unit !== source.price_unit ||
    line.discount !== source.discount ||
    line.quantity * source.quantity < 0
  ) {
    return not(
      `credited at another price than it was billed at, so whether its work is to be billed again can't be told. ${WAYS}`,
    );
  }
  const [asked, left] = [exact(line.quantity).abs(), room(db, source, line)];
  if (asked.gt(left)) return not(`${text(asked)} to credit, and only ${text(left)} left of what was billed.`);
  if (asked.eq(left)) return { parts };
  const told = shareOf(db, source, parts, asked, line.x_billing_credited_ids);
  if (told) return told;
  return not(`which ${text(asked)} of its ${text(left)} are credited can't be told. ${WAYS}`);
}

export const productLines = (db: Store, move: Move): Line[] =>
  linesOf(move, db)
    .filter(({ display_type: type }) => type === 'product')
    .sort((a, b) => a.id - b.id);

/** Why a draft can't be posted: what a credit note gives back can't be told, or what is off an invoice was not said. */
export function untold(move: Move, db: Store): string {
  if (move.state !== 'draft') return '';
  if (move.move_type === 'out_invoice') return unsaid(db, move).join('\n');
  if (move.move_type !== 'out_refund') return '';
  return productLines(db, move)
    .flatMap((line) => givenBack(db, line).reason ?? [])
    .join('\n');
}

/** A posted credit note frees exactly the work it gives back; where only a share of a part is, the part is split. */
export function giveBack({ db }: Env, move: Move): void {
  if (move.move_type !== 'out_refund') return;
  for (const part of db.where('x_billing_part', ({ x_credit_line_id: id }) => lineOf(db, id) === move.id))
    db.write('x_billing_part', part.id, { x_credit_line_id: 0 });
  for (const line of productLines(db, move)) {
    const { parts, share, reason } = givenBack(db, line);
    if (reason) throw userError(`${displayName(db, 'account.move', move as AnyRow)} can't be posted. ${reason}`);
    for (const part of parts) {
      if (share) cut(db, part, share, { x_credit_line_id: line.id });
      else db.write('x_billing_part', part.id, { x_credit_line_id: line.id });
    }
    for (const { x_model: model, x_record_id: id } of parts) relink(db, model, id);
  }
}

const lineOf = (db: Store, id: number): number | undefined => db.find('account.move.line', id)?.move_id;

/** A row of its own for a share of a part. */
export function cut(db: Store, part: Part, share: Big, values: Partial<Part>): Part {
  const { id, ...copied } = part;
  const of = (exactly: string): string => text(exact(exactly).times(share).round(6));
  const given = {
    x_quantity_exact: of(part.x_quantity_exact),
    x_billed_exact: of(billedOf(part)),
    x_quantity: Number(of(part.x_quantity_exact)),
    x_value: exact(part.x_value).times(share).toNumber(),
  };
  db.write('x_billing_part', id, {
    x_quantity_exact: text(exact(part.x_quantity_exact).minus(given.x_quantity_exact)),
    x_billed_exact: text(exact(billedOf(part)).minus(given.x_billed_exact)),
    x_quantity: exact(part.x_quantity_exact).minus(given.x_quantity_exact).toNumber(),
    x_value: exact(part.x_value).minus(exact(given.x_value)).toNumber(),
  });
  return db.create('x_billing_part', { ...copied, ...given, x_cut: true, ...values });
}
