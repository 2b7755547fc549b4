import { z } from 'zod/v4';
import { type KpiReport, kpiReport } from '../../billing/kpi/kpis.ts';
import { exact } from '../../money/decimal.ts';
import { createKpiOdoo } from '../../odoo/kpi/gateway.ts';
import type { OdooApi } from '../../odoo/api.ts';
import type { Counted, Kpi, Measured } from '../../rules/kpi/kpi.ts';
import { KPIS } from '../../rules/kpi/table.ts';
import { columns } from '../columns.ts';
import { asReader } from '../connect.ts';
import type { Place } from '../place.ts';
import { Refused } from '../refused.ts';

export interface KpiOptions {
  from: string;
  to: string;
  /** Name of a company, as Odoo has it. */
  company?: string;
  /** Id of the KPI whose records are wanted. */
  list?: string;
}

type Shown = KpiReport['kpis'];

export const KPI_IDS = `\nKPIs: ${KPIS.map(({ id }) => id).join(', ')}. What each counts is in docs/kpis.md.`;

/** Read as whoever may read work and billing; nothing is written. @throws Refused where there is no such day, company or KPI */
export async function measureKpis(place: () => Promise<Place>, options: KpiOptions): Promise<Shown> {
  const { from, to, company, list } = options;
  for (const day of [from, to])
    if (!z.iso.date().safeParse(day).success) throw new Refused(`${day} is no day.`, 'Write days as YYYY-MM-DD.');
  if (from > to) throw new Refused(`${from} is after ${to}.`, 'Give the first day with --from, the last with --to.');
  if (list !== undefined && !KPIS.some(({ id }) => id === list))
    throw new Refused(`There is no KPI ${list}.`, `There are ${KPIS.map(({ id }) => id).join(', ')}.`);
  const { settings, now } = await place();
  const api = asReader(settings);
  const scope = company === undefined ? {} : { companyIds: [await companyId(api, company)] };
  const { kpis } = await kpiReport(
    createKpiOdoo(api, settings.need('ODOO_URL')),
    { from, to },
    now.toISOString().slice(0, 10),
    scope,
  );
  return list === undefined ? kpis : kpis.filter(({ kpi }) => kpi.id === list);
}

async function companyId(api: OdooApi, name: string): Promise<number> {
  const companies = await api.searchRead('res.company', [], { fields: ['name'] });
  const found = companies.find((each) => each['name'] === name);
  if (found) return found['id'] as number;
  throw new Refused(`There is no company ${name}.`, `There are ${companies.map((each) => each['name']).join(', ')}.`);
}

export function kpiText(kpis: Shown, form: { json: boolean; list: boolean }): string {
  if (form.json) return JSON.stringify(kpis.flatMap(asRows), undefined, 2);
  return form.list ? kpis.map(listText).join('\n\n') : table(kpis);
}

const asRows = ({ kpi: { id, name, unit, formula, source }, results }: Shown[number]): object[] =>
  (results.length > 0 ? results : [{ top: '0', bottom: '0', counted: [] }]).map((result) => ({
    ...{ id, name, unit, formula, source },
    ...result,
  }));

const UNITS = { days: ' days', seconds: ' s', percent: ' %', money: '' };

function value({ unit }: Kpi, { value: reckoned, currency }: Measured): string {
  if (reckoned === undefined) return 'nothing to divide by';
  const shown = unit === 'money' ? exact(reckoned).toFixed(currency?.digits ?? 2) : reckoned;
  return [`${shown}${UNITS[unit]}`, currency?.code].filter(Boolean).join(' ');
}

function table(kpis: Shown): string {
  const rows = kpis.flatMap(({ kpi, results }) =>
    results.length > 0
      ? results.map((result) => [kpi.id, kpi.name, value(kpi, result), String(result.counted.length)])
      : [[kpi.id, kpi.name, 'nothing to count', '0']],
  );
  return columns(['KPI', '', 'value', 'records'], rows, [2, 3]);
}

function listText({ kpi, results }: Shown[number]): string {
  const lists = results.map((result) => {
    const { top, bottom, counted } = result;
    const total = ['total', '', '', '', '', top, bottom];
    return `${value(kpi, result)}\n${columns(HEAD, [...counted.map(row), total], [5, 6])}`;
  });
  const reckoned = kpi.unit === 'money' ? 'the first column of numbers' : 'the first column of numbers by the second';
  return [`${kpi.name}: ${kpi.formula}`, `It is ${reckoned}, added up.`, ...lists].join('\n\n');
}

const firstLine = (text: string): string => text.split('\n')[0] ?? '';

const HEAD = ['record', 'name', 'company', 'customer', 'group', 'counts', 'of'];

const row = ({ record, name, company, customer, group, top, bottom }: Counted): string[] => [
  ...[record, firstLine(name), company.name, customer?.name ?? '', group ?? '', top, bottom],
];
