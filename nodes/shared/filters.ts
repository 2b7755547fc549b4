import { NodeOperationError, type IExecuteFunctions, type INodeProperties, type INodePropertyMode } from 'n8n-workflow';

import type { WorkScope } from '../../src/billing/ports.ts';
import type { OdooApi } from '../../src/odoo/api.ts';
import { idInLink } from '../../src/odoo/links.ts';
import { checkIds, idByName, LISTS, type ListName } from '../../src/odoo/lists.ts';

interface Words {
  label: string;
  one: string;
  description: string;
  id: string;
  name: string;
  link?: string;
}

const WORDS: Record<ListName, Words> = {
  agreement: {
    label: 'Agreement',
    one: 'an agreement',
    description: 'Only work the agreement is about: of the order, project, customer and company it names',
    id: '5',
    name: 'Support retainer 2026',
  },
  company: {
    label: 'Company',
    one: 'a company',
    description: 'Only work of this company',
    id: '1',
    name: 'My Company',
  },
  customer: {
    label: 'Customer',
    one: 'a customer',
    description: 'Only work for this customer. Offered are customers with confirmed orders.',
    id: '14',
    name: 'Azure Interior',
    link: 'https://odoo.example.com/odoo/customers/14',
  },
  order: {
    label: 'Sales Order',
    one: 'a sales order',
    description:
      'Only work this order pays for. Offered are confirmed orders, newest first, of the customers chosen here.',
    id: '42',
    name: 'S00042',
    link: 'https://odoo.example.com/odoo/sales/42',
  },
  project: {
    label: 'Project',
    one: 'a project',
    description: 'Only work on this project. Offered are billable projects, of the customers chosen here.',
    id: '9',
    name: 'Website relaunch',
    link: 'https://odoo.example.com/odoo/project/9/tasks',
  },
};

const shape = (regex: string, errorMessage: string): Pick<INodePropertyMode, 'validation'> => ({
  validation: [{ type: 'regex', properties: { regex, errorMessage } }],
});

function modes(name: ListName): INodePropertyMode[] {
  const { label, one, id, name: example, link } = WORDS[name];
  return [
    {
      displayName: 'From List',
      name: 'list',
      type: 'list',
      placeholder: `Select ${one}...`,
      typeOptions: { searchListMethod: `${name}List`, searchable: true },
    },
    {
      displayName: 'By ID',
      name: 'id',
      type: 'string',
      placeholder: `e.g. ${id}`,
      hint: 'Several ids are separated by commas; an expression may give an array',
      ...shape('^\\s*[1-9]\\d*(\\s*,\\s*[1-9]\\d*)*\\s*$', `Not an id of ${one} in Odoo: whole numbers only`),
    },
    ...(link
      ? [
          {
            displayName: 'By URL',
            name: 'url',
            type: 'string',
            placeholder: `e.g. ${link}`,
            ...shape('^\\s*https?://\\S+\\s*$', `Not the address of ${one} in Odoo`),
          } satisfies INodePropertyMode,
        ]
      : []),
    {
      displayName: 'By Name',
      name: 'name',
      type: 'string',
      placeholder: `e.g. ${example}`,
      hint: `The ${label.toLowerCase()}’s whole name, as Odoo shows it`,
    },
  ];
}

/** Which part of all is meant: each kind of record as often as wanted, all kinds hold together. */
const filtersBy = (names: readonly ListName[], description: string): INodeProperties => ({
  displayName: 'Filters',
  name: 'filters',
  type: 'fixedCollection',
  placeholder: 'Add Filter',
  default: {},
  typeOptions: { multipleValues: true },
  description,
  options: names
    .toSorted((a, b) => WORDS[a].label.localeCompare(WORDS[b].label))
    .map((name) => ({
      displayName: WORDS[name].label,
      name,
      values: [
        {
          displayName: WORDS[name].label,
          name: 'record',
          type: 'resourceLocator',
          default: { mode: 'list', value: '' },
          required: true,
          description: WORDS[name].description,
          modes: modes(name),
        },
      ],
    })),
});

export const filters = filtersBy(
  LISTS,
  'Collects less than everything that is open. Several of a kind widen the filter, different kinds narrow it.',
);

/** Of what is held against its invoices an order is taken whole. */
export const wholeOrders = filtersBy(
  ['company', 'customer', 'order'],
  'Compares less than everything. Several of a kind widen the filter, different kinds narrow it.',
);

export const companyFilter = filtersBy(
  ['company'],
  'Looks at these companies only, and closes no case of another. Without a filter at all the credential may see.',
);

type Limits = Pick<WorkScope, `${ListName}Ids`>;

/** The ids of each filter. @throws NodeOperationError, OdooError where one is empty, is no record, or is not in Odoo */
export async function filteredIds(context: IExecuteFunctions, api: OdooApi, index: number): Promise<Limits> {
  const given = context.getNodeParameter('filters', index, {}) as Partial<Record<ListName, { record: unknown }[]>>;
  const limits: Limits = {};
  for (const name of LISTS) {
    const records = given[name];
    if (!records?.length) continue;
    const ids = new Set<number>();
    for (const { record } of records) for (const id of await idsOf(context, api, name, record, index)) ids.add(id);
    await checkIds(api, name, [...ids]);
    limits[`${name}Ids`] = [...ids];
  }
  return limits;
}

async function idsOf(
  context: IExecuteFunctions,
  api: OdooApi,
  name: ListName,
  record: unknown,
  index: number,
): Promise<number[]> {
  // A file may hold the bare value, as n8n takes it too.
  const located = typeof record === 'object' && record !== null && 'mode' in record;
  const { mode, value } = located ? (record as { mode: string; value?: unknown }) : { mode: 'id', value: record };
  const texts = (Array.isArray(value) ? (value as unknown[]) : String(value ?? '').split(mode === 'id' ? ',' : '\n'))
    .map((one) => String(one).trim())
    .filter(Boolean);
  const { label, one } = WORDS[name];
  const wrong = (message: string, description: string) =>
    new NodeOperationError(context.getNode(), message, { itemIndex: index, description });
  if (texts.length === 0) {
    throw wrong(
      `The filter ${label} is empty`,
      `Choose ${one}, or remove the filter to leave nothing out. An empty filter is never taken for “all”.`,
    );
  }
  if (mode === 'name') return Promise.all(texts.map((text) => idByName(api, name, text)));
  return texts.map((text) => {
    const id = mode === 'url' ? idInLink(name, text) : /^[1-9]\d*$/.test(text) ? Number(text) : undefined;
    if (id !== undefined) return id;
    if (mode === 'url') {
      throw wrong(
        `"${text}" is not the address of ${one} in Odoo`,
        `Open the ${label.toLowerCase()} in Odoo and copy the address, such as ${WORDS[name].link ?? ''}.`,
      );
    }
    throw wrong(
      `"${text}" is no record id`,
      'Ids are whole numbers, as in the record’s address in Odoo. Check what the expression yields for this item.',
    );
  });
}
