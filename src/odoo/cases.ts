import type { CaseOutcome } from '../billing/ports.ts';
import type { CaseDraft } from '../rules/verdict.ts';
import type { CaseRow } from './actions.ts';
import { runAction } from './actions.ts';
import type { OdooApi } from './api.ts';

const SEVERITY = { low: '0', medium: '1', high: '2' } as const;

function row(wanted: CaseDraft): CaseRow {
  return {
    x_key: wanted.key,
    x_name: wanted.title,
    x_kind: wanted.kind,
    x_code: wanted.code,
    x_severity: SEVERITY[wanted.severity],
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
  };
}

export async function openCases(api: OdooApi, cases: CaseDraft[]): Promise<CaseOutcome[]> {
  if (!cases.length) return [];
  const { answers } = await runAction(api, 'open_cases', { cases: cases.map(row) });
  return answers;
}

export async function closeCases(
  api: OdooApi,
  codes: string[],
  stillOpen: string[],
  note: string,
  lookedAt?: string[],
): Promise<number> {
  const payload = { codes, still_open: stillOpen, note, ...(lookedAt && { looked_at: lookedAt }) };
  const { closed } = await runAction(api, 'close_cases', payload);
  return closed;
}
