import type { InvoiceFacts, InvoiceLine } from '../../billing/ports.ts';
import { exact } from '../../money/decimal.ts';
import { amount, day, quantity } from '../format.ts';
import { unusualOf } from '../unsaid.ts';
import { name, written } from './text.ts';

export interface EntryView {
  what: string;
  quantity: string;
  /** Day and person. */
  when: string;
  arithmetic: string;
  reason: string;
  rule: string;
}

export interface LineView {
  kind: InvoiceLine['kind'];
  /** The heading it stands below: of a joint invoice its order. Empty where there is none. */
  under: string;
  title: string;
  details: string[];
  /** `62.5 Hours × 145.00 − 10 %`. */
  sum: string;
  taxes: string;
  /** Formatted, without currency. */
  subtotal: string;
  /** The same, exact. */
  value: string;
  /** Why this amount wants a look. */
  unusual: string[];
  /** How many entries, of whom. */
  from: string;
  entries: EntryView[];
}

/** In their order, each product below the section before it. */
export function linesView(facts: Pick<InvoiceFacts, 'lines' | 'findings' | 'unsaid'>): LineView[] {
  const { lines } = facts;
  const unusual = unusualOf(facts);
  let under = '';
  return lines.map((row) => {
    const view = lineView(row, unusual, under);
    if (view.kind !== 'section') return view;
    under = view.title;
    return { ...view, under: '' };
  });
}

/** @param found about the whole invoice as well; a line shows its own */
function lineView(row: InvoiceLine, found: ReturnType<typeof unusualOf>, under: string): LineView {
  const [title = '', ...details] = written(row.name).split('\n');
  const discount = exact(row.discount).eq(0) ? '' : ` − ${quantity(row.discount)} %`;
  return {
    kind: row.kind,
    under,
    title: title || name(row.product?.name ?? '') || 'No description',
    details,
    sum: `${quantity(row.quantity)} ${name(row.unit)} × ${amount(row.priceUnit)}${discount}`,
    taxes: row.taxes.map(name).join(', '),
    subtotal: amount(row.subtotal),
    value: row.subtotal,
    unusual: found.filter(({ lineId }) => lineId === row.id).map(({ message }) => name(message)),
    from: from(row.parts),
    entries: row.parts.map(entryView),
  };
}

function from(parts: InvoiceLine['parts']): string {
  if (parts.length === 0) return '';
  const people = [...new Set(parts.flatMap(({ person }) => (person ? [name(person)] : [])))];
  return [parts.length === 1 ? '1 entry' : `${parts.length} entries`, ...people].join(' · ');
}

function entryView(part: InvoiceLine['parts'][number]): EntryView {
  return {
    what: name(part.description),
    quantity: `${quantity(part.quantity)} ${name(part.unit)}`,
    when: [day(part.date), name(part.person ?? '')].filter(Boolean).join(' · '),
    arithmetic: name(part.arithmetic),
    reason: name(part.reason),
    rule: part.rule,
  };
}
