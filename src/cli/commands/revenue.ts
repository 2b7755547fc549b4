import type { RevenueReport } from '../../billing/revenue.ts';
import { revenueOf } from '../../billing/revenue.ts';
import { exact } from '../../money/decimal.ts';
import { roundHalfUp } from '../../money/round.ts';
import { createBillingOdoo } from '../../odoo/gateway.ts';
import type { Revenue } from '../../rules/revenue/revenue.ts';
import { asReader } from '../connect.ts';
import type { Place } from '../place.ts';

export type RevenueForm = 'table' | 'json' | 'csv';

/** Read in Odoo as whoever may read work and billing, which its administrator may not; nothing is written. */
export async function reportRevenue({ settings, now }: Place, month: string): Promise<RevenueReport> {
  return revenueOf(
    createBillingOdoo(asReader(settings), settings.need('ODOO_URL')),
    month,
    now.toISOString().slice(0, 10),
  );
}

/** Amounts with the currency's decimals, each rounded for itself, in the table; exact elsewhere. */
export function revenueText({ rows, breaks }: RevenueReport, form: RevenueForm): string {
  if (form === 'json') return JSON.stringify({ rows, breaks }, undefined, 2);
  if (form === 'csv') return [HEADINGS, ...rows.map(cells)].map((line) => line.map(quoted).join(',')).join('\n');
  const warning = breaks.map((each) => `! ${each}`);
  if (rows.length === 0) return [...warning, 'Nothing earned, billed or open.'].join('\n');
  return [...warning, ...rows.map(table), FOOTNOTE].join('\n\n');
}

type Figure = [words: string, column: string, amount: (row: Revenue) => string];

const FIGURES: (Figure | [heading: string])[] = [
  ['Earned, by service day'],
  ['  on posted invoices', 'earned_invoiced', ({ earned }) => earned.invoiced],
  ['  on drafts', 'earned_drafted', ({ earned }) => earned.drafted],
  ['  on no invoice', 'earned_open', ({ earned }) => earned.open],
  ['  rounding and edits of invoices', 'earned_rounding', ({ earned }) => earned.rounding],
  ['  invoice lines without a record of work', 'earned_other', ({ earned }) => earned.other],
  ['  in all', 'earned', ({ earned }) => earned.total],
  ['Billed, by invoice date', 'billed', ({ billed }) => billed],
  ['Accrued: earned, not billed'],
  ['  opening', 'accrued_opening', ({ accrued }) => accrued.opening],
  ['  + earned before it is billed', 'accrued_added', ({ accrued }) => accrued.added],
  ['  − billed of it', 'accrued_settled', ({ accrued }) => accrued.settled],
  ['  closing', 'accrued_closing', ({ accrued }) => accrued.closing],
  ['    on no invoice today (WIP)', 'accrued_open', ({ accrued }) => accrued.open],
  ['    on drafts today', 'accrued_drafted', ({ accrued }) => accrued.drafted],
  ['    billed since, less credited since', 'accrued_since', ({ accrued }) => accrued.since],
  ['    withheld until its release', 'accrued_withheld', ({ accrued }) => accrued.withheld ?? '0'],
  ['Deferred: billed or paid ahead, not earned'],
  ['  opening', 'deferred_opening', ({ deferred }) => deferred.opening],
  ['  + billed ahead', 'deferred_added', ({ deferred }) => deferred.added],
  ['  − earned, deducted or given back', 'deferred_settled', ({ deferred }) => deferred.settled],
  ['  closing', 'deferred_closing', ({ deferred }) => deferred.closing],
];

const isFigure = (row: Figure | [string]): row is Figure => row.length === 3;
const figures = FIGURES.filter(isFigure);

const HEADINGS = ['company_id', 'company', 'currency', 'from', 'to', ...figures.map(([, column]) => column)];
const cells = (row: Revenue): string[] => [
  String(row.company.id),
  row.company.name,
  row.currency.code,
  row.from,
  row.to,
  ...figures.map(([, , amount]) => amount(row)),
];

/** A name that begins like a formula is none to a spreadsheet. */
function quoted(cell: string): string {
  const plain = /^[=@\t+]/.test(cell) ? `'${cell}` : cell;
  return /[",\n]/.test(plain) ? `"${plain.replaceAll('"', '""')}"` : plain;
}

function table(row: Revenue): string {
  const { code, digits } = row.currency;
  const lines = FIGURES.map((line) => (isFigure(line) ? [line[0], shown(line[2](row), digits)] : [line[0], '']));
  const [left, right] = [0, 1].map((side) => Math.max(...lines.map((line) => line[side]?.length ?? 0)));
  const body = lines.map(([words = '', amount = '']) =>
    `${words.padEnd(left ?? 0)}  ${amount.padStart(right ?? 0)}`.trimEnd(),
  );
  return [`${row.company.name}, ${code}, ${row.from} to ${row.to}`, ...body].join('\n');
}

const shown = (amount: string, digits: number): string => {
  const [whole = '', decimals] = roundHalfUp(exact(amount), digits).toFixed(digits).split('.');
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ',');
  return decimals === undefined ? grouped : `${grouped}.${decimals}`;
};

const FOOTNOTE = [
  'Untaxed, as Odoo’s records are today; each figure is rounded for itself (--json and --csv are exact).',
  'Held and unapproved work is not earned yet. Work billed by Odoo’s own Create Invoices, and what a fixed fee or a',
  'retainer earns beyond the service days on its lines, is not known here.',
].join('\n');
