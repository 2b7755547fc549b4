import { z } from 'zod/v4';
import { expected, inOrder } from './checks.ts';
import { versionsClash } from './versions.ts';
import { expenses } from './sections/expenses.ts';
import { advances, fixedFee, holdback, milestoneGates } from './sections/fees.ts';
import { invoiceFormat } from './sections/format.ts';
import { caps, retainer } from './sections/limits.ts';
import { adjustments, entryChecks } from './sections/policy.ts';
import { blendedRate, discounts, increments, multipliers, rates, roles, volumeTiers } from './sections/pricing.ts';
import { amount, currency, day, hours, key, line, note, positiveInt, reference } from './values.ts';

/** What an agreement can say, each where it applies. A new kind of rule is one line here and its schema in `sections/`. */
export const sections = {
  roles: roles.describe('Who has which role under this agreement. Left out: Odoo’s job position.'),
  rates: rates.describe(
    'Rate cards. The most specific row wins: person, then task, role, product. None fits: Odoo’s price.',
  ),
  increments: increments.describe('What time is rounded to.'),
  multipliers: multipliers.describe('Overtime, weekends and holidays.'),
  blendedRate: blendedRate.describe('One rate for everybody, instead of rates.'),
  volumeTiers: volumeTiers.describe('Prices by volume.'),
  discounts: discounts.describe('In order; each is taken of what the one before leaves.'),
  caps: caps.describe('Not to exceed. Asked in order.'),
  retainer: retainer.describe('Paid ahead and drawn on.'),
  fixedFee: fixedFee.describe('A fixed price, by instalments or by percent complete.'),
  advances: advances.describe('Paid ahead and deducted: mobilisation, down payments.'),
  milestoneGates: milestoneGates.describe('What must be there before a milestone is billed.'),
  holdback: holdback.describe('A share withheld until its release.'),
  expenses: expenses.describe('What of expenses the customer pays.'),
  adjustments: adjustments.describe('Who may write off, down or up, or hold, and how much.'),
  invoiceFormat: invoiceFormat.describe('How the customer wants the invoice.'),
  entryChecks: entryChecks.describe('What is looked at where time or an expense is entered.'),
};
export type SectionName = keyof typeof sections;

const purchaseOrder = z.strictObject({
  number: z
    .union([line(), z.int().min(0)], { error: 'the number of the customer’s purchase order' })
    .transform(String)
    .describe('As the customer writes it.'),
  amount: amount().optional().describe('What it is good for, untaxed. Left out: any amount.'),
  validUntil: day().optional().describe('Last service day it covers. Left out: no end.'),
});

export const version = z
  .strictObject({
    version: positiveInt('a version number, 1 or more'),
    status: z
      .enum(['draft', 'signed', 'superseded'])
      .describe(
        'Only what is signed counts. superseded: replaced by a later version from that version’s first day on.',
      ),
    effectiveFrom: day().describe('First service day it holds, whenever it was signed.'),
    effectiveTo: day()
      .optional()
      .describe('Last service day it holds. Left out: until a later version takes its place.'),
    signedOn: day().optional(),
    signedBy: line().optional().describe('Who signed for the customer.'),
    changeOrder: z
      .strictObject({ number: line(), description: note().optional() })
      .optional()
      .describe('The change order that made this version. Unsigned, it changes nothing.'),
    purchaseOrder: purchaseOrder.optional().describe('The customer’s purchase order. Left out: the order’s own.'),
    hoursPerDay: hours().optional().describe('Hours in a day of work. Left out: the company’s own.'),
    note: note().optional(),
    ...(Object.fromEntries(Object.entries(sections).map(([name, section]) => [name, section.optional()])) as {
      [Name in SectionName]: z.ZodOptional<(typeof sections)[Name]>;
    }),
  })
  .superRefine((terms, findings) => {
    inOrder(findings, terms);
    const { status, blendedRate, volumeTiers } = terms;
    for (const name of ['signedOn', 'signedBy'] as const) {
      if (status === 'draft' && terms[name] !== undefined)
        expected(findings, [name], 'nothing in a draft: give it the status signed');
      if (status !== 'draft' && terms[name] === undefined)
        expected(findings, [name], `a value, because the status is ${status}`);
    }
    if (blendedRate && !blendedRate.roles && terms.rates)
      expected(findings, ['blendedRate'], 'roles it is for, or no rates beside it: which of the two holds?');
    if (blendedRate && volumeTiers?.tiers.some(({ rate }) => rate !== undefined))
      expected(findings, ['volumeTiers'], 'tiers by discount where there is a blended rate: which price holds?');
  });

export const agreement = z
  .strictObject({
    id: key().describe('Names the agreement in traces, cases and files. Never changes.'),
    name: line(),
    company: reference().optional().describe('The company that bills. Left out: whichever has the work.'),
    customer: reference().optional().describe('All work for this customer.'),
    order: reference().optional().describe('Work on this sales order.'),
    project: reference().optional().describe('Work on this project.'),
    under: key()
      .optional()
      .describe('Id of the master agreement: sections this agreement leaves out are taken from there.'),
    currency: currency().describe('Of every amount and price in it.'),
    versions: z.array(version).min(1, { error: 'at least one version' }).max(500, { error: 'at most 500 versions' }),
  })
  .superRefine((whole, findings) => {
    if (!whole.customer && !whole.order && !whole.project)
      expected(findings, ['customer'], 'a customer, an order or a project it belongs to');
    if (whole.under === whole.id) expected(findings, ['under'], 'the id of another agreement');
    for (const { index, field, message } of versionsClash(whole.versions))
      expected(findings, ['versions', index, field], message);
  });

/** A file of terms. */
export const termsFile = z
  .strictObject({ agreements: z.array(agreement).min(1, { error: 'at least one agreement' }).max(5000) })
  .superRefine(({ agreements }, findings) => {
    const byId = new Map<string, number>();
    agreements.forEach(({ id }, index) => {
      const other = byId.get(id);
      if (other === undefined) byId.set(id, index);
      else expected(findings, ['agreements', index, 'id'], `an id of its own: agreement ${other + 1} has it too`);
    });
    agreements.forEach(({ under, currency }, index) => {
      const master = under === undefined ? undefined : agreements[byId.get(under) ?? -1];
      const path = ['agreements', index, 'under'];
      if (under !== undefined && !master) expected(findings, path, 'the id of an agreement in this file');
      if (master?.under !== undefined) expected(findings, path, 'a master agreement that is under no other');
      if (master && master.currency !== currency)
        expected(findings, path, `a master agreement in the same currency, not ${master.currency}`);
    });
  });

export type Agreement = z.output<typeof agreement>;
export type TermsVersion = z.output<typeof version>;
export type Section<Name extends SectionName> = NonNullable<TermsVersion[Name]>;
