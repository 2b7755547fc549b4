import type { Charge } from '../charge/charge.ts';
import { agreed } from '../charge/charge.ts';
import { roleOf } from '../charge/role.ts';
import { given } from '../given.ts';
import { termsText } from '../terms/in-force.ts';
import type { Section } from '../terms/schema.ts';
import type { Placeholder } from '../terms/sections/format.ts';
import type { Part } from '../verdict.ts';

/** How the customer wants to see a part, where the terms say so. */
export interface Layout {
  format: Section<'invoiceFormat'>;
  /** Whose words these are: `Acme support 2026, version 3 of 2026-03-12`. */
  terms: string;
  /** What its invoice line is for: a person, a day. Empty where lines are not grouped, or the work has none. */
  group: { key: string; name: string };
  /** What the part itself says of the narrative's placeholders; days, hours and rate are the line's. */
  values: Partial<Record<Placeholder, string>>;
}

export type Layouts = ReadonlyMap<Part, Layout>;

/** How a charge is to be shown; undefined where nothing is agreed. */
export function layoutOf(charge: Charge): Layout | undefined {
  const found = agreed(charge, 'invoiceFormat');
  if (!found || !charge.terms) return undefined;
  const { terms, master } = charge.terms;
  const { entry, order } = charge;
  const purchaseOrder = terms.version.purchaseOrder ?? master?.version.purchaseOrder ?? order.purchaseOrder;
  const values = given({
    agreement: terms.agreement.name,
    customer: order.customer.name,
    description: entry.description,
    order: order.name,
    person: entry.person?.name,
    phase: entry.phase?.name,
    project: entry.project?.name,
    purchaseOrder: purchaseOrder?.number,
    role: roleOf(charge),
    task: entry.task?.name,
  });
  const { section: format, from } = found;
  return { format, terms: termsText(from), group: groupOf(charge, format, values.role), values };
}

function groupOf({ entry }: Charge, { groupBy }: Layout['format'], role: string | undefined): Layout['group'] {
  if (groupBy === undefined || groupBy === 'one-line') return { key: '', name: '' };
  if (groupBy === 'day') return { key: entry.date, name: entry.date };
  if (groupBy === 'role') return { key: role ?? '', name: role ?? '' };
  const record = entry[groupBy];
  return record ? { key: String(record.id), name: record.name } : { key: '', name: '' };
}

/** Parts of one key, order line and price come together on one invoice line. */
export const lineKeyOf = (layout: Layout | undefined): string =>
  layout ? JSON.stringify([layout.format.groupBy, layout.group.key, layout.format.narrative]) : '';
