import { z } from 'zod/v4';
import { note } from '../values.ts';

export const PLACEHOLDERS = [
  'agreement',
  'customer',
  'date',
  'description',
  'from',
  'hours',
  'order',
  'person',
  'phase',
  'project',
  'purchaseOrder',
  'rate',
  'role',
  'task',
  'to',
] as const;
export type Placeholder = (typeof PLACEHOLDERS)[number];

/** Day, quantity and unit are on it always. */
export const DETAIL_COLUMNS = ['order', 'project', 'person', 'task', 'description', 'status'] as const;

/** `{name}` in a narrative; anything else in braces is refused, so that no customer reads a template. */
const BRACES = /\{([^{}]*)\}/g;
const WELL_FORMED = new RegExp(`^([^{}]|\\{(${PLACEHOLDERS.join('|')})\\})*$`, 'u');
const NARRATIVE = `a text whose braces hold one of ${PLACEHOLDERS.map((name) => `{${name}}`).join(' ')}`;

export const placeholdersIn = (narrative: string): Placeholder[] => [
  ...new Set([...narrative.matchAll(BRACES)].map(([, name]) => name as Placeholder)),
];

export const fillNarrative = (narrative: string, values: Partial<Record<Placeholder, string>>): string =>
  narrative.replace(BRACES, (_, name: Placeholder) => values[name] ?? '');

/** What is left out is Odoo's own: a line per order line, in Odoo's words, an invoice per order. */
export const invoiceFormat = z
  .strictObject({
    groupBy: z
      .enum(['person', 'role', 'task', 'day', 'phase', 'one-line'])
      .optional()
      .describe('One invoice line for each. Left out: one for each order line.'),
    narrative: note()
      .regex(WELL_FORMED, { error: NARRATIVE })
      .optional()
      .describe(`Text of an invoice line. Placeholders: ${PLACEHOLDERS.map((name) => `{${name}}`).join(' ')}.`),
    purchaseOrder: z
      .enum(['shown', 'hidden'])
      .optional()
      .describe('The customer’s PO number on every invoice. Left out: Odoo’s own reference.'),
    invoicePer: z
      .enum(['order', 'project', 'customer'])
      .optional()
      .describe('One invoice for each. Left out: for each order.'),
    timesheetDetail: z
      .enum(['pdf', 'spreadsheet', 'both'])
      .optional()
      .describe('As what the timesheet detail goes along with the invoice. Left out: as a PDF.'),
    detailColumns: z
      .array(z.enum(DETAIL_COLUMNS))
      .min(1)
      .optional()
      .describe(
        'What the timesheet detail shows besides day and quantity. Left out: person, task, description and status.',
      ),
  })
  .refine((format) => Object.keys(format).length > 0, { error: 'at least one of its fields' });
