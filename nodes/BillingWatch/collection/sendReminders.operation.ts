import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import { sendReminders } from '../../../src/billing/collections.ts';
import { requiredDay } from '../../shared/days.ts';
import { companyFilter, filteredIds } from '../../shared/filters.ts';
import { eachItem } from '../../shared/items.ts';
import { connect } from '../../shared/odoo.ts';
import { shownFor } from '../../shared/route.ts';
import { agesToday } from '../today.ts';

export const description = shownFor('collection', 'sendReminders', [
  agesToday,
  {
    displayName: 'Send',
    name: 'send',
    type: 'boolean',
    default: true,
    description: 'Whether to send what is due, or only to say what would be sent',
  },
  companyFilter,
]);

export const execute = (context: IExecuteFunctions): Promise<INodeExecutionData[]> =>
  eachItem(context, async () => {
    const { odoo, api } = await connect(context);
    return async (index) =>
      sendReminders(odoo, await filteredIds(context, api, index), {
        today: requiredDay(context, 'today', 'Today', index),
        send: context.getNodeParameter('send', index) as boolean,
      });
  });
