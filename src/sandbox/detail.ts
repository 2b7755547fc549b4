import { DETAIL_COLUMNS } from '../rules/terms/sections/format.ts';
import type { RowOf } from './models.ts';
import type { AnyRow, Store } from './store.ts';

const USUAL = ['person', 'task', 'description', 'status', 'by-order'];
const SIGNED = ['signed', 'superseded'];

/** What the customer's timesheet detail shows of a part, and as what it goes along: as the terms it was billed by say. */
export function detailOf({ x_terms, x_date }: RowOf<'x_billing_part'>, db: Store): string {
  const at = x_terms.lastIndexOf('@');
  const [agreement] = db.where('x_billing_agreement', ({ x_key }) => x_key === x_terms.slice(0, Math.max(at, 0)));
  const own = signed(agreement?.id, db).find(({ x_version }) => x_version === Number(x_terms.slice(at + 1)));
  const masters = signed(own && agreement?.x_under_id, db).filter((terms) => String(terms.x_effective_from) <= x_date);
  const section = [own, ...masters].find((terms) => terms?.x_has_invoice_format);
  const goes = String(section?.x_invoice_format_timesheet_detail || 'pdf');
  const columns = DETAIL_COLUMNS.filter((name) => section?.[`x_invoice_format_detail_columns_${name}`]);
  return [...(goes === 'both' ? ['pdf', 'spreadsheet'] : [goes]), ...(columns.length ? columns : USUAL)].join(' ');
}

/** Signed versions of an agreement, the latest first. */
const signed = (agreement: number | undefined, db: Store): AnyRow[] =>
  (db.where('x_billing_terms', (terms) => terms.x_agreement_id === agreement) as AnyRow[])
    .filter(({ x_status }) => SIGNED.includes(String(x_status)))
    .toSorted((a, b) => Number(b.x_version) - Number(a.x_version));
