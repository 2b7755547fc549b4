import type { Order } from '../entry.ts';
import type { PricedLine } from '../proposal/line.ts';
import { openAhead } from '../advances/deduct.ts';
import type { Finding } from '../verdict.ts';
import { count } from '../words.ts';
import { forCustomer } from './joins.ts';
import type { Layout, Layouts } from './layout.ts';
import type { LineText } from './text.ts';

/** Where the invoice is not as the customer wants it, because the work doesn't allow it. */
export function formatFindings(lines: PricedLine[], texts: LineText[], layouts: Layouts, order: Order): Finding[] {
  const wanted = new Set(lines.flatMap(({ parts }) => parts.flatMap((part) => layouts.get(part) ?? [])));
  const some = (says: (layout: Layout) => boolean): Layout | undefined => [...wanted].find(says);
  return [
    ...severalLines(
      some(({ format }) => format.groupBy === 'one-line'),
      lines,
    ),
    ...unfilled(lines, texts, layouts),
    ...together(
      some(({ format }) => format.invoicePer === 'project'),
      lines,
      order,
    ),
    ...severalTerms(wanted),
  ];
}

function severalLines(layout: Layout | undefined, lines: PricedLine[]): Finding[] {
  if (!layout || lines.length === 1) return [];
  const why = 'Work of different order lines or prices stays apart: a price of all together is not agreed.';
  return [
    {
      code: 'format.several-lines',
      message: `${layout.terms} wants one line, this invoice has ${lines.length}. ${why}`,
    },
  ];
}

function severalTerms(wanted: ReadonlySet<Layout>): Finding[] {
  const all = [...wanted];
  const [one, other] = [all.find(forCustomer), all.find((layout) => !forCustomer(layout))];
  if (!one || !other) return [];
  const message = `${one.terms} wants one invoice for the customer, ${other.terms} does not: this order is on an invoice of its own.`;
  return [{ code: 'format.own-invoice', message }];
}

function unfilled(lines: PricedLine[], texts: LineText[], layouts: Layouts): Finding[] {
  const names = new Set<string>();
  let terms = '';
  let number = 0;
  for (const [index, { parts }] of lines.entries()) {
    const missing = texts[index]?.missing ?? [];
    // A narrative is about work; an expense or a milestone has no hours to tell of.
    if (missing.length === 0 || parts.some(({ kind }) => kind !== 'time')) continue;
    for (const name of missing) names.add(`{${name}}`);
    terms = (parts[0] && layouts.get(parts[0])?.terms) ?? '';
    number += 1;
  }
  if (number === 0) return [];
  const message = `${count(number, 'line')} can’t be worded as ${terms} wants it, for want of ${[...names].join(', ')}: Odoo’s own text is used.`;
  return [{ code: 'format.narrative', message: message.replaceAll(/[{}]/g, '') }];
}

function together(layout: Layout | undefined, lines: PricedLine[], order: Order): Finding[] {
  const projects = new Set(lines.flatMap(({ parts }) => parts.flatMap(({ project }) => project?.id ?? [])));
  if (!layout || projects.size < 2 || openAhead(order).length === 0) return [];
  const message = `${layout.terms} wants an invoice for each project. Odoo deducts a down payment as a whole, so this one has all ${projects.size} projects.`;
  return [{ code: 'format.one-invoice', message }];
}
