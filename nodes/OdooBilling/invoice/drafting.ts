import { NodeOperationError, type IExecuteFunctions, type INodeProperties } from 'n8n-workflow';

import type { DraftOptions } from '../../../src/billing/draft.ts';
import type { Day } from '../../../src/rules/entry.ts';
import { requiredDay, todayProperty } from '../../shared/days.ts';

/** For whom drafts are made, how many at a time, and as of when. */
export const draftingProperties: INodeProperties[] = [
  {
    displayName: 'Prepared By',
    name: 'preparedBy',
    type: 'string',
    default: '',
    placeholder: 'clerk@example.com',
    description: 'E-mail of the Odoo user these drafts are prepared for. Who prepared an invoice can’t approve it.',
  },
  {
    displayName: 'Calls at Once',
    name: 'atOnce',
    type: 'number',
    default: 1,
    typeOptions: { minValue: 1, maxValue: 8, numberPrecision: 0 },
    description:
      'How many batches of a hundred invoices Odoo makes at the same time. Each takes one of its workers, which nobody else is served by meanwhile.',
  },
  todayProperty('The day the deadlines of new cases count from'),
];

export function draftingParameters(context: IExecuteFunctions, index: number): DraftOptions & { today: Day } {
  const preparer = String(context.getNodeParameter('preparedBy', index, '')).trim();
  const atOnce = context.getNodeParameter('atOnce', index, 1);
  if (typeof atOnce !== 'number' || !Number.isInteger(atOnce) || atOnce < 1 || atOnce > 8)
    throw new NodeOperationError(context.getNode(), `"${String(atOnce)}" is no number of calls`, {
      itemIndex: index,
      description: 'Set Calls at Once to a whole number from 1 to 8.',
    });
  return {
    preparer: preparer || undefined,
    atOnce,
    today: requiredDay(context, 'today', 'Today', index),
  };
}
