import { exact, sum, text } from '../money/decimal.ts';
import type { Day, Order } from './entry.ts';
import { addDays } from './days.ts';
import { given } from './given.ts';
import { groupBy } from './group.ts';
import type { CaseDraft } from './verdict.ts';

/** A case in a rule's words; where, when and how much is filled in around it. */
export interface CaseSpec extends Pick<CaseDraft, 'kind' | 'code' | 'title' | 'detail' | 'nextStep' | 'severity'> {
  /** `model,id` of the record that is the cause, where that is not the entry itself. One cause opens one case. */
  cause?: string;
}

const DAYS_TO_ANSWER: Record<CaseDraft['severity'], number> = { high: 1, medium: 3, low: 10 };
const MOST_DETAILS = 20;

export function openCase(
  { cause, ...spec }: CaseSpec,
  about: { record: string; amount?: string; today: Day; order?: Order | undefined; projectId?: number | undefined },
): CaseDraft {
  const record = cause ?? about.record;
  return {
    ...spec,
    key: `${spec.code}:${record}`,
    amount: about.amount ?? '0',
    deadline: addDays(about.today, DAYS_TO_ANSWER[spec.severity]),
    ...(record.includes(',') ? { record } : {}),
    ...given({
      currency: about.order?.currency.code,
      orderId: about.order?.id,
      projectId: about.projectId,
      ownerId: about.order?.salesperson?.id,
    }),
  };
}

/** One case per key: amounts added up, details listed. */
export function mergeCases(cases: CaseDraft[]): CaseDraft[] {
  return [...groupBy(cases, ({ key }) => key).values()].map((same) => {
    const first = same[0] as CaseDraft;
    const details = [...new Set(same.map(({ detail }) => detail))];
    const shown = details.slice(0, MOST_DETAILS);
    if (details.length > shown.length) shown.push(`… and ${details.length - shown.length} more.`);
    return { ...first, detail: shown.join('\n'), amount: text(sum(same.map(({ amount }) => exact(amount)))) };
  });
}
