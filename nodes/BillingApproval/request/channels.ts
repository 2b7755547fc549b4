import {
  NodeOperationError,
  type ILoadOptionsFunctions,
  type INodeProperties,
  type INodePropertyOptions,
} from 'n8n-workflow';

import type { RequestChannel } from '../../../src/approvals/request.ts';
import { askDesk } from '../../shared/desk.ts';
import { explain } from '../../shared/explain.ts';

export const channelsProperty: INodeProperties = {
  displayName: 'Channel Names or IDs',
  name: 'channels',
  type: 'multiOptions',
  typeOptions: { loadOptionsMethod: 'channelOptions' },
  default: [],
  description:
    'How approvers are asked, of the ways the desk has; none chosen, by all of them. Who is asked, and reminders, are up to Odoo. Choose from the list, or specify IDs using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
};

const SHOWN: Record<RequestChannel, Omit<INodePropertyOptions, 'value'>> = {
  slack: { name: 'Slack', description: 'A message in the channel the desk is set up for' },
  teams: { name: 'Teams', description: 'A card in the conversation the desk is set up for' },
  email: { name: 'Mail', description: 'A mail to each person, with a link of their own' },
  page: { name: 'Page Only', description: 'Chosen alone, nothing is sent: people find it in their inbox at the desk' },
};

/** What the desk is connected to at the moment. */
export async function channelOptions(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
  try {
    const { channels } = await askDesk<{ channels: RequestChannel[] }>(this, 'GET', '/api/channels');
    return channels.map((value) => ({ ...SHOWN[value], value }));
  } catch (error) {
    // The list shows one line, so it says how to mend it as well.
    const { message, description } = explain(this.getNode(), error);
    throw new NodeOperationError(this.getNode(), [message, description].filter(Boolean).join(' '));
  }
}
