import { openCase } from '../case.ts';
import type { Day } from '../entry.ts';
import { given } from '../given.ts';
import type { CaseDraft } from '../verdict.ts';
import type { Finding } from './finding.ts';

/** The case of a finding. `detail`: its facts. */
export function caseOf(
  { what, nextStep, amount, currency, ownerId, caseKey }: Finding,
  about: Pick<CaseDraft, 'code' | 'severity' | 'detail'> &
    Partial<Pick<CaseDraft, 'kind'>> & {
      orderId?: number | undefined;
      projectId?: number | undefined;
      invoiceId?: number | undefined;
      /** Where none of them tells whose it is. */
      companyId?: number | undefined;
      /** `model,id` of the record in question. */
      record: string;
    },
  today: Day,
): CaseDraft {
  const { code, severity, detail, kind = 'policy', orderId, projectId, invoiceId, companyId, record } = about;
  const draft = openCase({ kind, code, severity, title: what, detail, nextStep }, { record, amount, today, projectId });
  return { ...draft, key: caseKey, ...given({ currency, ownerId, orderId, invoiceId, companyId }) };
}
