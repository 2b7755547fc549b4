import { given } from '../rules/given.ts';
import type { Day, Ref } from '../rules/entry.ts';
import type { Evaluation } from '../rules/verdict.ts';
import { collect } from './collect.ts';
import type { BillingOdoo, Foreseen, WorkScope } from './ports.ts';
import { propose } from './propose.ts';

/** One order's evaluation, and what Odoo would answer to its draft; no answer where there is nothing to draft. */
export interface DryRun {
  evaluation: Evaluation;
  foreseen?: Foreseen;
  company?: Ref;
  /** Who answers for the order's cases. */
  salesperson?: Ref;
}

/** A billing run up to its drafts, with nothing written, claimed or asked. @throws RangeError where the scope ends before it begins */
export async function dryRun(odoo: BillingOdoo, scope: WorkScope, today: Day): Promise<DryRun[]> {
  const works = await collect(odoo, scope);
  const evaluations = propose(works, today);
  const foreseen = await odoo.foresee(evaluations.flatMap(({ proposal }) => proposal ?? []));
  const answers = new Map(foreseen.map((answer) => [answer.key, answer]));
  return evaluations.map((evaluation, index) => ({
    evaluation,
    ...given({
      foreseen: answers.get(evaluation.proposal?.key ?? ''),
      company: works[index]?.order?.company,
      salesperson: works[index]?.order?.salesperson,
    }),
  }));
}
