import { describe, expect } from 'vitest';
import { proposalsOf } from '../../../src/rules/proposal/of.ts';
import type { Place, PlaceTest } from '../place.ts';
import { draft, evaluations, invoiceId } from '../run.ts';
import { agreeOn } from './agreed.ts';

/** Drafts all invoices of an order, and answers what they say beside what was proposed. */
async function drafted(place: Place, order: string) {
  const proposals = (await evaluations(place, order)).flatMap(proposalsOf);
  expect(await place.drafting.foresee(proposals)).toEqual(proposals.map(({ key }) => ({ key, status: 'clear' })));
  const outcomes = await draft(place, proposals);
  const invoices = [];
  for (const [index, proposal] of proposals.entries()) {
    const invoice = await place.drafting.invoice(invoiceId(outcomes[index]));
    const lines = invoice.lines.filter(({ kind }) => kind === 'product');
    expect(Number(invoice.untaxed)).toBe(Number(proposal.total));
    expect(lines.map(({ quantity, subtotal }) => [quantity, subtotal].map(Number))).toEqual(
      proposal.orders[0].lines.map(({ quantity, amount }) => [quantity, amount].map(Number)),
    );
    expect(lines.map(({ parts }) => parts.map(({ entry }) => entry).toSorted())).toEqual(
      proposal.orders[0].lines.map(({ parts }) => parts.map(({ entry }) => entry).toSorted()),
    );
    expect(invoice.findings.map(({ code }) => code)).not.toContain('line.edited');
    invoices.push({ proposal, reference: invoice.reference, lines });
  }
  expect((await evaluations(place, order)).flatMap(proposalsOf)).toEqual([]);
  return invoices;
}

/** As what the timesheet detail of an order's billed work goes along, and what it shows. */
export async function detailsOf(place: Place, order: string): Promise<string[]> {
  const orderId = place.refs.id('order', order);
  const parts = await place.drafter.searchRead(
    'x_billing_part',
    [
      ['x_order_id', '=', orderId],
      ['x_verdict', '=', 'bill'],
      ['x_kind', '=', 'time'],
    ],
    { fields: ['x_detail'] },
  );
  return [...new Set(parts.map(({ x_detail }) => String(x_detail)))];
}

/** Each on an order of its own: an agreement stays. */
export function format(test: PlaceTest): void {
  describe('the invoice’s format', () => {
    test('a line for each person, in the customer’s words, with the terms’ PO', async ({ place }) => {
      await agreeOn(place, 'NL-108', {
        x_purchase_order_number: 'PO-2026-7',
        x_has_invoice_format: true,
        x_invoice_format_group_by: 'person',
        x_invoice_format_narrative: '{person}: {hours} h at {rate} <b>&',
        x_invoice_format_purchase_order: 'shown',
        x_invoice_format_timesheet_detail: 'both',
        x_invoice_format_detail_columns_description: true,
        x_invoice_format_detail_columns_project: true,
      });
      const [invoice] = await drafted(place, 'NL-108');
      const people = invoice?.proposal.orders[0].lines.map(
        ({ parts }) => new Set(parts.map(({ person }) => person?.name)).size,
      );
      expect(people?.length).toBeGreaterThan(1);
      expect(new Set(people)).toEqual(new Set([1]));
      for (const [index, { text, label }] of (invoice?.proposal.orders[0].lines ?? []).entries()) {
        // An expense has no hours to tell of.
        if (text === undefined) expect(invoice?.lines[index]?.name).toMatch(new RegExp(`.\\n${label}$`));
        else expect(invoice?.lines[index]?.name).toBe(text);
      }
      expect(invoice?.lines[0]?.name).toMatch(/^\S+ .+: [\d.]+ h at [\d.]+ [A-Z]{3} <b>&$/);
      expect(invoice?.reference).toBe('PO-2026-7');
      expect(await detailsOf(place, 'NL-108')).toContain('pdf spreadsheet project description');
    });

    test('a line for each day keeps Odoo’s own words; no PO', async ({ place }) => {
      await agreeOn(place, 'NL-110', {
        x_has_invoice_format: true,
        x_invoice_format_group_by: 'day',
        x_invoice_format_purchase_order: 'hidden',
      });
      const [invoice] = await drafted(place, 'NL-110');
      expect(invoice?.lines.length).toBeGreaterThan(2);
      for (const [index, { name, parts }] of (invoice?.lines ?? []).entries()) {
        const day = parts[0]?.date;
        expect(name.split('\n').at(-1)).toBe(day);
        expect(name).toContain(invoice?.proposal.orders[0].lines[index]?.product.name);
        expect(new Set(parts.map(({ date }) => date))).toEqual(new Set([day]));
      }
      expect(invoice?.reference).toBe('');
      expect(await detailsOf(place, 'NL-110')).toContain('pdf person task description status by-order');
    });
  });
}
