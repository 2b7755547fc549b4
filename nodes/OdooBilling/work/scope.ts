import { NodeOperationError, type IExecuteFunctions, type INodeProperties } from 'n8n-workflow';

import type { PilotScope } from '../../../src/billing/collect.ts';
import type { OdooApi } from '../../../src/odoo/api.ts';
import { BILLING_MODELS, type BillingModel } from '../../../src/rules/billing-model.ts';
import { dayParameter, requiredDay } from '../../shared/days.ts';
import { filteredIds, filters } from '../../shared/filters.ts';

/** Up to which day, and of what. */
export const scopeProperties: INodeProperties[] = [
  {
    displayName: 'Bill Up To',
    name: 'to',
    type: 'dateTime',
    default: "={{ $today.startOf('month').minus({ days: 1 }).toISODate() }}",
    required: true,
    description:
      'Last service day to bill, that day included. Earlier work that is still open is always collected too, so that late hours are not lost.',
  },
  filters,
];

export const fromOption: INodeProperties = {
  displayName: 'From',
  name: 'from',
  type: 'dateTime',
  default: '',
  description:
    'First day of the period, which is read whole, billed work included. Without it, the month of Bill Up To.',
};

const MODEL_WORDS: Record<BillingModel, string> = {
  'time-and-materials': 'Time and Materials',
  milestone: 'Milestone',
  'fixed-price': 'Fixed Price',
  retainer: 'Retainer',
};

export const modelsOption: INodeProperties = {
  displayName: 'Billing Models',
  name: 'models',
  type: 'multiOptions',
  default: [],
  options: BILLING_MODELS.map((value) => ({ name: MODEL_WORDS[value], value })).toSorted((a, b) =>
    a.name.localeCompare(b.name),
  ),
  description:
    'Only orders all of whose lines are sold by these, for a pilot. Without any, all orders and work without an order.',
};

export const scopeOptions: INodeProperties = {
  displayName: 'Options',
  name: 'options',
  type: 'collection',
  placeholder: 'Add Option',
  default: {},
  options: [modelsOption, fromOption],
};

/** @throws NodeOperationError where an expression names a model there is none of: it must not pass for all */
export function modelsParameter(context: IExecuteFunctions, index: number): BillingModel[] {
  const given = context.getNodeParameter('options.models', index, []) as unknown[];
  return given.map((value) => {
    const model = BILLING_MODELS.find((each) => each === value);
    if (model) return model;
    throw new NodeOperationError(context.getNode(), `"${String(value)}" is no billing model`, {
      itemIndex: index,
      description: `Give some of ${BILLING_MODELS.join(', ')}, or remove the option to leave nothing out.`,
    });
  });
}

export async function scopeOf(context: IExecuteFunctions, api: OdooApi, index: number): Promise<PilotScope> {
  const from = dayParameter(context, 'options.from', index);
  const to = requiredDay(context, 'to', 'Bill Up To', index);
  const models = modelsParameter(context, index);
  const limits = await filteredIds(context, api, index);
  return { to, ...(from && { from }), ...(models.length > 0 && { models }), ...limits };
}
