import { z } from 'zod/v4';
import { dayOf } from '../../rules/days.ts';
import { given } from '../../rules/given.ts';
import { STUCK } from '../../rules/watch/cause.ts';
import { type ApprovedInvoice, isOwn } from '../../rules/watch/stuck-invoices.ts';
import type { Domain, OdooApi } from '../api.ts';
import { numberOf } from '../drafts.ts';
import { decimal, id, many2oneNamed, many2oneNamedOrNone, text, textOrEmpty } from '../rows.ts';
import { read, readByIds } from '../work/read.ts';
import { among } from '../work/scope.ts';
import { ASKED, CHANGED, DECIDED, link } from './waiting.ts';

const invoice = z.object({
  id,
  name: textOrEmpty,
  state: text,
  partner_id: many2oneNamed,
  invoice_user_id: many2oneNamedOrNone,
  amount_untaxed: decimal,
  currency_id: many2oneNamed,
});

const openCase = z.object({ x_key: text, x_name: text, x_detail: textOrEmpty, x_next_step: textOrEmpty });

/** Odoo's own word for it is set when the document is made; whether its mail left, the release tells when it comes to its end. */
const UNSENT: Domain = [
  ...['|', '|'],
  ['is_move_sent', '=', false],
  ['x_billing_told', 'like', 'not-left'],
  '&',
  ['x_billing_released_on', '!=', false],
  ['x_billing_told', '=', false],
] as Domain;
/** What is paid or credited waits for nothing; Odoo calls an invoice of nothing paid as soon as it is posted. */
const DUE: Domain = ['|', ['amount_total', '=', 0], ['payment_state', 'not in', ['in_payment', 'paid', 'reversed']]];

/**
 * A draft that is asked about again, or rejected, waits for its approval, and so does one that was edited; but one that Odoo
 * refused to post because it was edited is stuck until somebody asks anew.
 */
function isStillStuck(links: { x_kind: string }[], refused: boolean): boolean {
  const kind = links.at(-1)?.x_kind ?? '';
  return kind === 'approved' || (refused && CHANGED.includes(kind));
}

/** Three calls, one more per 3,000 invoices. */
export async function readStuck(api: OdooApi, companyIds?: number[]): Promise<ApprovedInvoice[]> {
  const approved = (more: Domain) =>
    read(
      api,
      'account.move',
      [['x_billing_audit_ids.x_kind', '=', 'approved'], ...among('company_id', companyIds), ...more],
      invoice,
      { names: true },
    );
  const [drafts, posted, cases] = await Promise.all([
    approved([['state', '=', 'draft']]),
    approved([['state', '=', 'posted'], ...DUE, ...UNSENT]),
    read(
      api,
      'x_billing_case',
      [
        ['x_code', 'in', Object.values(STUCK)],
        ['x_state', '=', 'open'],
      ],
      openCase,
    ),
  ]);
  const moves = [...drafts, ...posted];
  const links = await readByIds(
    api,
    'x_billing_audit',
    'x_invoice',
    moves.map((row) => row.id),
    link,
    { and: [['x_kind', 'in', ['posted', ...ASKED, ...DECIDED, ...CHANGED]]] },
  );
  const linksOf = Map.groupBy(links, ({ x_invoice: of }) => of);
  const told = new Map(cases.filter((row) => !isOwn(row.x_next_step)).map((row) => [row.x_key, row]));
  return moves.flatMap((row) => {
    const lacks = row.state === 'draft' ? 'posting' : 'sending';
    const own = linksOf.get(row.id)?.toSorted((a, b) => a.x_number - b.x_number) ?? [];
    const known = told.get(`${STUCK[lacks === 'posting' ? 'not-posted' : 'not-sent']}:account.move,${row.id}`);
    const last = own.findLast(({ x_kind: kind }) => kind === (lacks === 'posting' ? 'approved' : 'posted'));
    if (!last || (lacks === 'posting' && !isStillStuck(own, known !== undefined))) return [];
    return {
      id: row.id,
      name: numberOf(row),
      lacks,
      since: dayOf(last.x_at),
      customer: row.partner_id,
      untaxed: row.amount_untaxed,
      currency: row.currency_id.name,
      ...given({
        salesperson: row.invoice_user_id,
        told: known && { title: known.x_name, detail: known.x_detail, nextStep: known.x_next_step },
      }),
    } as const;
  });
}
