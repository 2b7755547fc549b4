import { z } from 'zod/v4';
import type { CaseOfRun, CaseOutcome, LookedAt, OpenCase } from '../billing/ports.ts';
import { decimal } from '../money/decimal.ts';
import { ruled, type CaseRule } from '../rules/case-rules.ts';
import { given } from '../rules/given.ts';
import type { CaseDraft } from '../rules/verdict.ts';
import type { CaseRow } from './actions.ts';
import { runAction } from './actions.ts';
import type { Domain, OdooApi } from './api.ts';
import { readCaseRules } from './case-rules.ts';
import { day, id, text } from './rows.ts';
import { read } from './work/read.ts';

export const SEVERITY = { low: '0', medium: '1', high: '2' } as const;
const NAMES = { '0': 'low', '1': 'medium', '2': 'high' } as const;

/** Empty where a case was written past the actions: its data is what is wrong, and somebody is to look. */
export const caseKind = z
  .union([z.enum(['technical', 'data-quality', 'policy']), z.literal(false)])
  .transform((kind) => kind || 'data-quality');
export const caseSeverity = z
  .union([z.enum(['0', '1', '2']), z.literal(false)])
  .transform((severity) => (severity ? NAMES[severity] : 'high'));

function row(wanted: CaseDraft, rules: CaseRule[], rates: Record<string, string>): CaseRow {
  const { severity, raiseAfterDays, owner } = ruled(wanted, rules, rates);
  return {
    x_key: wanted.key,
    x_name: wanted.title,
    x_kind: wanted.kind,
    x_code: wanted.code,
    x_severity: SEVERITY[severity],
    x_detail: wanted.detail,
    x_next_step: wanted.nextStep,
    x_amount: Number(wanted.amount),
    currency: wanted.currency ?? '',
    x_deadline: wanted.deadline,
    x_owner_id: wanted.ownerId ?? false,
    x_order_id: wanted.orderId ?? false,
    x_project_id: wanted.projectId ?? false,
    x_move_id: wanted.invoiceId ?? false,
    x_record: wanted.record ?? '',
    x_link: wanted.link ?? '',
    x_run: wanted.run ?? '',
    ...given({ x_work_to: wanted.workTo }),
    owner: owner ? { id: 0, ...owner } : false,
    raise_days: raiseAfterDays,
    company: wanted.companyId ?? 0,
  };
}

export async function openCases(api: OdooApi, cases: CaseDraft[]): Promise<CaseOutcome[]> {
  if (!cases.length) return [];
  const rules = await readCaseRules(api);
  const rates = rules.some(({ money }) => money?.currency) ? await readRates(api) : {};
  const { answers } = await runAction(api, 'open_cases', { cases: cases.map((each) => row(each, rules, rates)) });
  return answers;
}

async function readRates(api: OdooApi): Promise<Record<string, string>> {
  const rows = await api.searchRead('res.currency', [], { fields: ['name', 'rate'] });
  return Object.fromEntries(rows.map(({ name, rate }) => [String(name), decimal(Number(rate))]));
}

export async function closeCases(
  api: OdooApi,
  codes: string[],
  stillOpen: string[],
  note: string,
  { keys, companyIds }: LookedAt = {},
): Promise<number> {
  const payload = { codes, still_open: stillOpen, note, ...given({ looked_at: keys, companies: companyIds }) };
  const { closed } = await runAction(api, 'close_cases', payload);
  return closed;
}

const openOfRuns = z.object({ id, x_key: text, x_record: text, x_work_to: day, write_date: text });

export async function casesOfRuns(api: OdooApi): Promise<CaseOfRun[]> {
  const domain: Domain = [
    ['x_state', '=', 'open'],
    ['x_record', '!=', false],
    ['x_work_to', '!=', false],
  ];
  const rows = await read(api, 'x_billing_case', domain, openOfRuns);
  return rows.map((row) => ({
    ...{ id: row.id, key: row.x_key, record: row.x_record, workTo: row.x_work_to, written: row.write_date },
  }));
}

export async function closeSolved(api: OdooApi, cases: readonly CaseOfRun[], note: string): Promise<number> {
  const payload = {
    codes: [],
    still_open: [],
    note,
    cases: cases.map((each): [number, string] => [each.id, each.written]),
  };
  const { closed } = await runAction(api, 'close_cases', payload);
  return closed;
}

export async function openCasesOf(api: OdooApi, code: string, beginning: string): Promise<OpenCase[]> {
  const open: Domain = [
    ['x_code', '=', code],
    ['x_state', '=', 'open'],
    ['x_key', 'like', beginning],
  ];
  const rows = await api.searchRead('x_billing_case', open, { fields: ['x_key', 'x_run'] });
  // To Odoo, an underscore is any letter.
  return rows
    .map(({ id, x_key, x_run }) => ({ id: Number(id), key: String(x_key), run: x_run ? String(x_run) : '' }))
    .filter(({ key }) => key.startsWith(beginning));
}
