import type { KpiOdoo } from '../../billing/kpi/ports.ts';
import type { OdooApi } from '../api.ts';
import { collectWork } from '../work/collect.ts';
import { countOpenCases } from './cases.ts';
import { readRecorded } from './recorded.ts';

/** What KPIs need of Odoo, over any protocol. `odooUrl` is where people open Odoo, for links. */
export function createKpiOdoo(api: OdooApi, odooUrl: string): KpiOdoo {
  return {
    collectWork: (scope) => collectWork(api, scope),
    recorded: (period, scope) => readRecorded(api, period, scope),
    openCases: () => countOpenCases(api),
    url(record) {
      const [model = '', id = ''] = record.split(',');
      // Odoo marks a model without a dot, or takes it for the path of an action.
      return `${odooUrl}/odoo/${model.includes('.') ? model : `m-${model}`}/${id}`;
    },
  };
}
