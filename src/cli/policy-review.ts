import type { Remark } from '../approvals/policy/review.ts';
import { remarksWords, review } from '../approvals/policy/review.ts';
import type { OdooApi } from '../odoo/api.ts';
import type { WrittenPolicy } from '../odoo/policy/read.ts';
import { readWritten } from '../odoo/policy/read.ts';
import { STATUS, titleIn } from './policy-words.ts';

/** What there is to say of a policy before it decides. */
export interface Reviewed {
  title: string;
  remarks: Remark[];
  /** Why it can't be used at all. */
  problems: string[];
}

/** Every version in Odoo that decides or is proposed to. */
export const policiesInUse = async (api: OdooApi): Promise<Reviewed[]> =>
  (await readWritten(api, [['x_status', 'in', ['in-force', 'proposed']]])).map(reviewed);

const reviewed = (written: WrittenPolicy): Reviewed => ({
  title: `${titleIn(written)}, ${STATUS[written.status]}`,
  remarks: written.policy ? review(written.policy) : [],
  problems: written.problems,
});

export const reviewText = (all: readonly Reviewed[]): string =>
  all
    .map(({ title, remarks, problems }) => {
      const said = problems.length
        ? problems.map((problem) => `! It can’t be used. ${problem}`)
        : remarksWords(remarks);
      return [`${title}:`, ...said.map((line) => `  ${line}`)].join('\n');
    })
    .join('\n\n');

/** Rows that overlap may be meant so; a row that never decides, or that nobody may approve, is a mistake. */
export const isSound = (all: readonly Reviewed[]): boolean =>
  all.every(({ remarks, problems }) => !problems.length && remarks.every(({ kind }) => kind === 'overlap'));
