import {
  NodeOperationError,
  type ILoadOptionsFunctions,
  type INodeListSearchItems,
  type INodeListSearchResult,
} from 'n8n-workflow';

import { listChoices, LISTS, type Chosen, type ListName } from '../../src/odoo/lists.ts';
import { explain } from './explain.ts';
import { connect } from './odoo.ts';

/** Where the screens of Odoo show a record, for those that have a screen under a fixed name. */
const SCREENS: Partial<Record<ListName, string>> = { customer: 'customers', project: 'project', order: 'sales' };

function search(name: ListName) {
  return async function (
    this: ILoadOptionsFunctions,
    filter?: string,
    paginationToken?: string,
  ): Promise<INodeListSearchResult> {
    try {
      const { api, url } = await connect(this);
      const { choices, next } = await listChoices(api, name, {
        ...(filter && { search: filter }),
        chosen: chosenIn(this, name),
        ...(paginationToken && { next: Number(paginationToken) }),
      });
      const results = choices.map(({ id, name: label }): INodeListSearchItems => {
        const screen = SCREENS[name];
        return { name: label, value: id, ...(screen && { url: `${url}/odoo/${screen}/${id}` }) };
      });
      return { results, ...(next !== undefined && { paginationToken: String(next) }) };
    } catch (error) {
      // The list shows one line, so it says how to mend it as well.
      const { message, description } = explain(this.getNode(), error);
      const said = [message, description].filter(Boolean).join(' ');
      throw new NodeOperationError(this.getNode(), said, description ? { description } : {});
    }
  };
}

/** Records of the other filters that are chosen by list or id; what an expression will yield is not known here. */
function chosenIn(context: ILoadOptionsFunctions, own: ListName): Chosen {
  const { filters = {} } = (context.getCurrentNodeParameters() ?? {}) as {
    filters?: Partial<Record<ListName, { record?: { value?: unknown } }[]>>;
  };
  return Object.fromEntries(
    LISTS.filter((name) => name !== own).map((name) => [
      name,
      (filters[name] ?? []).map(({ record }) => Number(record?.value)).filter((id) => Number.isInteger(id) && id > 0),
    ]),
  );
}

/** `orderList`, `customerList` …: what the From List pickers of `filters` ask. */
export const listSearch = Object.fromEntries(LISTS.map((name) => [`${name}List`, search(name)]));
