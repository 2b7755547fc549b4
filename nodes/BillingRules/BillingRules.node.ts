import { NodeConnectionTypes, type IExecuteFunctions, type INodeType, type INodeTypeDescription } from 'n8n-workflow';

import { todayProperty } from '../shared/days.ts';
import { simplifyProperty } from '../shared/simplify.ts';
import { evaluateWork } from './evaluateWork.ts';

// As a tool it would be given no work to judge: Odoo Billing Lookup → Dry Run runs the same rules for an agent.
// eslint-disable-next-line @n8n/community-nodes/node-usable-as-tool
export class BillingRules implements INodeType {
  description: INodeTypeDescription = {
    displayName: 'Billing Rules',
    name: 'billingRules',
    icon: { light: 'file:../../icons/billingRules.svg', dark: 'file:../../icons/billingRules.dark.svg' },
    group: ['transform'],
    version: 1,
    subtitle: 'approved work → proposals',
    description: 'Decides what becomes of every hour, expense and milestone, and why. Changes nothing.',
    defaults: { name: 'Billing Rules' },
    inputs: [NodeConnectionTypes.Main],
    outputs: [NodeConnectionTypes.Main, NodeConnectionTypes.Main, NodeConnectionTypes.Main],
    outputNames: ['Ready', 'Needs Attention', 'Not Billed'],
    properties: [
      {
        displayName:
          'Connect Odoo Billing → Collect Work. If hours read and hours explained differ, nothing of that order is proposed.',
        name: 'notice',
        type: 'notice',
        default: '',
      },
      todayProperty(
        'The day the rules count from, for deadlines and for terms that begin or end. Set a past day to replay a run.',
      ),
      {
        ...simplifyProperty(),
        description:
          'Whether to return a simplified version of the response instead of the raw data. The raw data goes along in the fields <code>proposal</code> and <code>evaluation</code>, which Draft and Record read.',
      },
    ],
  };

  async execute(this: IExecuteFunctions) {
    return evaluateWork(this);
  }
}
