import type { INode } from 'n8n-workflow';
import { createRunner, type WorkflowFile } from '../../scripts/n8n-runner.ts';
import { addDays, weekOf } from '../../src/rules/days.ts';
import type { Asked } from './asked.ts';
import { measured, tell } from './measured.ts';

type Filter = { fieldName: string; operator: string; value: unknown };

export interface PeerAsked extends Asked {
  /** Fields by model. */
  read: Record<string, string[]>;
}

/**
 * The reads of a watch by n8n's built-in Odoo node, one Get Many after the other in n8n's own engine. It joins conditions
 * by “and” only and reads nothing by the ids of another read, so it reads each model whole, as far as that leaves no choice.
 */
const { access, today, watch, read } = JSON.parse(process.argv[2] ?? '') as PeerAsked;
const { monday, sunday } = weekOf(addDays(today, -7));
const is = (fieldName: string, operator: string, value: unknown): Filter => ({ fieldName, operator, value });
const OPEN = [is('project_id', 'notEqual', '={{ false }}'), is('timesheet_invoice_id', 'equal', '={{ false }}')];
const LAST_WEEK = [is('date', 'greaterOrEqual', monday), is('date', 'lesserOrEqual', sunday)];
/** What Odoo works out of these itself where our action asks for attendance. */
const ATTENDANCE = {
  'hr.employee': ['name', 'user_id', 'work_email', 'parent_id', 'company_id'],
  'hr.version': ['employee_id', 'resource_calendar_id', 'contract_date_start', 'contract_date_end', 'date_version'],
  'resource.calendar.attendance': ['calendar_id', 'dayofweek', 'hour_from', 'hour_to', 'day_period'],
  'resource.calendar.leaves': ['calendar_id', 'resource_id', 'date_from', 'date_to'],
  'account.analytic.line': ['employee_id', 'date', 'unit_amount'],
};
/** These go through what is billed as well. */
const OF_ALL_TIME = ['reconcile', 'rule-drift'];

const FILTERS: Record<string, Filter[]> = {
  'account.analytic.line': watch === 'missing-timesheets' ? LAST_WEEK : OF_ALL_TIME.includes(watch) ? [] : OPEN,
  x_billing_part: [is('x_verdict', 'equal', 'bill')],
  'account.move.line': [is('display_type', 'equal', 'product')],
};

const node = (name: string, type: string, typeVersion: number, parameters: object): INode => ({
  id: name,
  name,
  type: `n8n-nodes-base.${type}`,
  typeVersion,
  position: [0, 0],
  executeOnce: true,
  credentials: { odooApi: { id: '1', name: 'Odoo' } },
  parameters: parameters as INode['parameters'],
});
const reads = Object.entries(watch === 'missing-timesheets' ? ATTENDANCE : read).map(([model, fields]) =>
  node(model, 'odoo', 2, {
    authentication: 'odooApi',
    resource: 'custom',
    operation: 'getAll',
    customResource: { __rl: true, mode: 'id', value: model },
    returnAll: true,
    filters: { filter: FILTERS[model] ?? [] },
    options: { fieldsList: fields.join() },
  }),
);
const chain = [node('Start', 'manualTrigger', 1, {}), ...reads];
const file: WorkflowFile = {
  id: 'peer',
  name: 'Peer',
  nodes: chain,
  connections: Object.fromEntries(
    chain.slice(1).map(({ name }, at) => [chain[at]?.name, { main: [[{ node: name, type: 'main', index: 0 }]] }]),
  ),
};
const { url, database: db, login: username, password } = access;
const runner = createRunner({ credentials: { odooApi: { url, db, username, password } } });
tell(
  await measured(async () => {
    const run = await runner.run(file, 'Start');
    const { error, lastNodeExecuted, runData } = run.data.resultData;
    if (error) throw new Error(`${lastNodeExecuted}: ${error.message}`);
    return Object.values(runData).flatMap((runs) => runs.flatMap(({ data }) => data?.['main']?.[0] ?? [])).length;
  }),
);
