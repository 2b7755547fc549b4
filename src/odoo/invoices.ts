import { z } from 'zod/v4';
import type { Draft, InvoiceFacts, InvoiceLine, PostOutcome } from '../billing/ports.ts';
import { exact, sum } from '../money/decimal.ts';
import { unlikeWork } from '../money/line.ts';
import type { Currency } from '../rules/entry.ts';
import { amountWords } from '../rules/words.ts';
import { runAction } from './actions.ts';
import { along, fieldsOf, typed } from './along.ts';
import type { Domain, OdooApi } from './api.ts';
import { draftOf, numberOf } from './drafts.ts';
import { OdooError } from './errors.ts';
import { inTurn } from './in-turn.ts';
import {
  day,
  dayOrNone,
  decimal,
  id,
  ids,
  instantOrNone,
  many2one,
  many2oneNamed,
  many2oneNamedOrNone,
  many2oneOrNone,
  text,
  textOrEmpty,
} from './rows.ts';
import { read, readByIds } from './work/read.ts';

const move = z.object({
  id,
  name: textOrEmpty,
  state: z.enum(['draft', 'posted', 'cancel']),
  move_type: text,
  company_id: many2oneNamed,
  partner_id: many2oneNamedOrNone,
  currency_id: many2oneNamed,
  amount_untaxed: decimal,
  amount_tax: decimal,
  amount_total: decimal,
  invoice_origin: textOrEmpty,
  ref: textOrEmpty,
  invoice_date: dayOrNone,
  x_billing_period: textOrEmpty,
  x_billing_key: textOrEmpty,
  x_billing_findings: textOrEmpty,
  x_billing_proposal_ids: ids,
});

const line = z.object({
  id,
  display_type: textOrEmpty,
  name: textOrEmpty,
  product_id: many2oneNamedOrNone,
  quantity: decimal,
  product_uom_id: many2oneNamedOrNone,
  price_unit: decimal,
  discount: decimal,
  price_subtotal: decimal,
  tax_ids: ids,
});

const part = z.object({
  id,
  x_move_line_id: many2oneOrNone,
  x_model: text,
  x_record_id: id,
  x_date: day,
  x_name: textOrEmpty,
  x_quantity_exact: text,
  x_unit: textOrEmpty,
  x_person: textOrEmpty,
  x_rule: textOrEmpty,
  x_reason: textOrEmpty,
  x_arithmetic: textOrEmpty,
  x_value: decimal,
});

const decision = z.object({
  id,
  x_outcome: z.enum(['approved', 'rejected', 'step-approved']),
  x_person_id: many2oneNamed,
  x_at: instantOrNone,
  x_channel: textOrEmpty,
  x_reason: textOrEmpty,
});

/** Lines Odoo makes besides, of taxes and terms of payment, are in the totals. */
const SHOWN = ['product', 'line_section', 'line_subsection', 'line_note'];
const KINDS: Record<string, InvoiceLine['kind']> = { product: 'product', line_note: 'note' };

type LineRow = z.output<typeof line>;

/** An amount with its currency's decimals, or more where it has more: `9355.5` → `9355.50`. */
function inFull(amount: string, digits: number): string {
  const decimals = amount.split('.')[1]?.length ?? 0;
  return decimals < digits ? exact(amount).toFixed(digits) : amount;
}

function invoiceLine(
  row: LineRow,
  digits: number,
  parts: z.output<typeof part>[],
  taxes: Map<number, string>,
): InvoiceLine {
  return {
    id: row.id,
    kind: KINDS[row.display_type] ?? 'section',
    name: row.name,
    ...(row.product_id && { product: row.product_id }),
    quantity: row.quantity,
    unit: row.product_uom_id?.name ?? '',
    priceUnit: inFull(row.price_unit, digits),
    discount: row.discount,
    subtotal: inFull(row.price_subtotal, digits),
    taxes: row.tax_ids.map((taxId) => taxes.get(taxId) ?? `Tax #${taxId}`),
    parts: parts
      .filter((found) => found.x_move_line_id === row.id)
      .map((found) => ({
        entry: `${found.x_model},${found.x_record_id}`,
        date: found.x_date,
        description: found.x_name,
        quantity: found.x_quantity_exact,
        unit: found.x_unit,
        ...(found.x_person && { person: found.x_person }),
        rule: found.x_rule,
        reason: found.x_reason,
        arithmetic: found.x_arithmetic,
      })),
  };
}

/**
 * The ledger still bills the work of a line that somebody corrected by hand: whoever decides has to know. What has to be said
 * of it anyhow is told there: once it is, the invoice reads as it did, and who was shown it can decide.
 *
 * @param off how much of its work the line does not bill, in its unit
 */
function edited(row: LineRow, parts: z.output<typeof part>[], currency: Currency, off = 0): InvoiceFacts['findings'] {
  const own = parts.filter((found) => found.x_move_line_id === row.id);
  const worth = sum(own.map((found) => found.x_value));
  const price = { priceUnit: row.price_unit, discount: row.discount };
  const now = exact(row.quantity);
  const quantity = (now.lt(0) ? now.minus(off) : now.plus(off)).toFixed();
  const unlike = unlikeWork({ quantity, ...price }, worth);
  if (own.length === 0 || !unlike) return [];
  const [name] = row.name.split('\n');
  const [line, work] = [worth.plus(unlike), worth].map((value) => amountWords(value, currency));
  return [
    {
      code: 'line.edited',
      message: `Edited by hand: ${name} says ${line}, the work it bills is worth ${work}.`,
      lineId: row.id,
    },
  ];
}

/** Nothing said is not nothing unusual. */
const UNSAID = {
  code: 'proposal.gone',
  message: 'What the billing run said of this draft is gone: compare it with its work, or cancel it and draft again.',
};

const findings = (stored: string) =>
  stored
    .split('\n')
    .filter(Boolean)
    .map((row) => {
      const [, message = row, code = ''] = /^(.*) \((\S+)\)$/.exec(row) ?? [];
      return { code, message };
    });

/**
 * What an approver is shown, read at this moment.
 *
 * @param odooUrl base of the link into Odoo's own screen
 * @throws OdooError `refused` where the invoice is gone
 */
export async function readInvoice(api: OdooApi, invoiceId: number, odooUrl: string): Promise<InvoiceFacts> {
  const reads = {
    move: along('account.move', [['id', '=', invoiceId]], { fields: fieldsOf(move), names: true }),
    lines: along(
      'account.move.line',
      [
        ['move_id', '=', invoiceId],
        ['display_type', 'in', SHOWN],
      ],
      {
        ...{ fields: fieldsOf(line), names: true, order: 'sequence, id' },
      },
    ),
    parts: along('x_billing_part', [['x_move_id', '=', invoiceId]], { fields: fieldsOf(part), order: 'x_date, id' }),
    decisions: along('x_billing_decision', [['x_move_id', '=', invoiceId]], {
      fields: fieldsOf(decision),
      names: true,
    }),
  };
  const said = await runAction(api, 'invoice', { id: invoiceId, reads: Object.values(reads) });
  const [moves, ...rest] = said.rows;
  const [row] = await typed(api, reads.move, moves, move);
  if (!row || said.content === false) {
    throw new OdooError(
      'refused',
      `Invoice #${invoiceId} is not in Odoo.`,
      'It was deleted, or belongs to a company the robot may not see.',
    );
  }
  const [lines, parts, decisions] = await Promise.all([
    typed(api, reads.lines, rest[0], line),
    typed(api, reads.parts, rest[1], part),
    typed(api, reads.decisions, rest[2], decision),
  ]);
  const { digits = 2 } = said;
  const taxes = new Map(said.taxes);
  const off = new Map(said.unsaid?.map((each) => [each.line, each.off]));
  return {
    id: row.id,
    name: numberOf(row),
    state: row.state,
    moveType: row.move_type,
    company: row.company_id,
    customer: row.partner_id ?? { id: 0, name: '' },
    currency: row.currency_id.name,
    untaxed: inFull(row.amount_untaxed, digits),
    tax: inFull(row.amount_tax, digits),
    total: inFull(row.amount_total, digits),
    origin: row.invoice_origin,
    reference: row.ref,
    period: row.x_billing_period,
    ...(row.invoice_date && { invoiceDate: row.invoice_date }),
    lines: lines.map((found) => invoiceLine(found, digits, parts, taxes)),
    findings: [
      ...findings(row.x_billing_findings),
      ...(row.x_billing_key && row.x_billing_proposal_ids.length === 0 ? [UNSAID] : []),
      ...lines.flatMap((found) => edited(found, parts, { code: row.currency_id.name, digits }, off.get(found.id))),
      ...(said.gone ?? []).map((name) => ({
        code: 'work.gone',
        message: `Billed, but deleted in Odoo since it was drafted: ${name}.`,
      })),
    ],
    unsaid: (said.unsaid ?? []).map(({ line: lineId, entry, part: partId, missing, what }) => ({
      code: 'work.unsaid',
      message: what,
      isMissing: missing,
      ...(lineId && { lineId }),
      ...(entry && { entry }),
      ...(partId && { partId }),
    })),
    decisions: decisions.map((found) => ({
      outcome: found.x_outcome,
      by: found.x_person_id.name,
      at: found.x_at ?? '',
      channel: found.x_channel,
      reason: found.x_reason,
      current: said.current?.includes(found.id) ?? false,
    })),
    preparers: said.preparers.map(({ id: userId, name, email }) => ({ userId, name, email })),
    content: said.content,
    url: `${odooUrl.replace(/\/+$/, '')}/odoo/customer-invoices/${row.id}`,
  };
}

const waiting = z.object({
  id,
  name: textOrEmpty,
  state: z.literal('draft'),
  amount_untaxed: z.number(),
  amount_total: z.number(),
  currency_id: many2oneNamed,
  x_billing_decision_ids: ids,
});
const source = z.object({ id, x_move_id: many2one, x_order_id: many2oneOrNone });

/** Drafts of the ledger without a decision on what they say now: never decided on, or edited since. */
export async function draftsAwaitingDecision(api: OdooApi): Promise<Draft[]> {
  const ledgered: Domain = [
    ['state', '=', 'draft'],
    ['x_billing_key', '!=', false],
  ];
  const rows = await read(api, 'account.move', ledgered, waiting, { names: true });
  const open = [];
  for (const row of rows) {
    const decided = row.x_billing_decision_ids.length > 0;
    const current = decided ? (await runAction(api, 'invoice', { id: row.id })).current : [];
    if (!current?.length) open.push(row);
  }
  const moveIds = open.map((row) => row.id);
  const parts = await readByIds(api, 'x_billing_part', 'x_move_id', moveIds, source);
  return open.map((row) =>
    draftOf({
      id: row.id,
      name: row.name,
      order: parts.find((found) => found.x_move_id === row.id)?.x_order_id ?? false,
      state: row.state,
      untaxed: row.amount_untaxed,
      total: row.amount_total,
      currency: row.currency_id.name,
    }),
  );
}

/** Posts one by one: an invoice the guard refuses must not hold up the others. */
export async function post(api: OdooApi, invoiceIds: number[]): Promise<PostOutcome[]> {
  const outcomes: PostOutcome[] = [];
  for (const invoiceId of invoiceIds) {
    try {
      const { status, name } = await inTurn(api.server, () => runAction(api, 'post', { id: invoiceId }));
      outcomes.push({ invoiceId, status, name });
    } catch (error) {
      if (!(error instanceof OdooError) || error.code !== 'refused') throw error;
      outcomes.push({ invoiceId, status: 'refused', message: error.message });
    }
  }
  return outcomes;
}
