import { NodeOperationError, type IExecuteFunctions, type INodeExecutionData } from 'n8n-workflow';

import type { Reminded } from '../../../src/billing/watch/remind.ts';
import { groupBy } from '../../../src/rules/group.ts';
import { missingTimesheetKey } from '../../../src/rules/watch/missing-timesheets.ts';
import { askDesk } from '../../shared/desk.ts';
import { allItems } from '../../shared/items.ts';
import { shownFor } from '../../shared/route.ts';

export const description = shownFor('timesheet', 'remind', [
  {
    displayName: 'Employee ID',
    name: 'employeeId',
    type: 'number',
    default: '={{ $json.employeeId }}',
    required: true,
    description: 'Odoo id of the employee, as Find Missing puts it out',
  },
  {
    displayName: 'Week',
    name: 'week',
    type: 'string',
    default: '={{ $json.week }}',
    required: true,
    placeholder: '2026-W07',
    description: 'ISO week that falls short, as Find Missing puts it out',
  },
  {
    displayName: 'Tolerance (Hours)',
    name: 'toleranceHours',
    type: 'number',
    typeOptions: { minValue: 0, numberPrecision: 2 },
    default: 0,
    description: 'How many hours a week may fall short without anybody being reminded',
  },
  {
    displayName: 'Manager After (Working Days)',
    name: 'managerAfterDays',
    type: 'number',
    typeOptions: { minValue: 1, maxValue: 30 },
    default: 2,
    description: 'How many working days the person has, once reminded, before their manager is told',
  },
]);

/** All items in one call: the desk tells each person, and each manager, in one message. */
export async function execute(context: IExecuteFunctions): Promise<INodeExecutionData[]> {
  return allItems(context, async () => {
    const gaps = context.getInputData().map((_, index) => ({
      employeeId: Number(context.getNodeParameter('employeeId', index)),
      week: String(context.getNodeParameter('week', index)),
    }));
    const wrong = gaps.findIndex(({ employeeId, week }) => !(employeeId > 0) || !/^\d{4}-W\d\d$/.test(week));
    if (wrong >= 0) {
      throw new NodeOperationError(context.getNode(), `Item ${wrong} is nobody's week`, {
        itemIndex: wrong,
        description: 'Connect Billing Watch → Timesheet: Find Missing, or set Employee ID and Week, such as 2026-W07.',
      });
    }
    const { reminders } = await askDesk<{ reminders: Reminded[] }>(context, 'POST', '/api/reminders', {
      gaps,
      toleranceHours: String(context.getNodeParameter('toleranceHours', 0)),
      managerAfterDays: context.getNodeParameter('managerAfterDays', 0),
    });
    const keyOf = ({ employeeId, week }: (typeof gaps)[number]) => missingTimesheetKey(employeeId, week);
    const items = groupBy(gaps.entries(), ([, gap]) => keyOf(gap));
    return reminders.map((json) => ({ json, from: (items.get(keyOf(json)) ?? []).map(([index]) => index) }));
  });
}
