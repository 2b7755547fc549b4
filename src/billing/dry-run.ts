import { given } from '../rules/given.ts';
import type { Day, Ref } from '../rules/entry.ts';
import type { Evaluation } from '../rules/verdict.ts';
import { linesOf, proposalsOf } from '../rules/proposal/of.ts';
import { collect, type PilotScope } from './collect.ts';
import type { BillingOdoo, Foreseen } from './ports.ts';
import { propose } from './propose.ts';

/** One invoice to be of an order's evaluation, and what Odoo would answer to its draft; no answer where there is nothing to draft. */
export interface DryRun {
  evaluation: Evaluation;
  foreseen?: Foreseen;
  company?: Ref;
  /** Who answers for the order's cases. */
  salesperson?: Ref;
}

/** A billing run up to its drafts, with nothing written, claimed or asked. @throws RangeError where the scope ends before it begins */
export async function dryRun(odoo: BillingOdoo, scope: PilotScope, today: Day): Promise<DryRun[]> {
  const works = await collect(odoo, scope);
  const evaluations = propose(works, today);
  const foreseen = await odoo.foresee(evaluations.flatMap(proposalsOf));
  const answers = new Map(foreseen.map((answer) => [answer.key, answer]));
  return evaluations.flatMap((evaluation, index) =>
    invoiceByInvoice(evaluation).map((one) => ({
      evaluation: one,
      ...given({
        foreseen: answers.get((one.proposal ?? one.invoicedWith)?.key ?? ''),
        company: works[index]?.order?.company,
        salesperson: works[index]?.order?.salesperson,
      }),
    })),
  );
}

/** What is on no invoice is told with the first. */
function invoiceByInvoice({ more = [], ...evaluation }: Evaluation): Evaluation[] {
  const others = new Set(more.flatMap((each) => linesOf(each).flatMap(({ parts }) => parts)));
  return [
    { ...evaluation, parts: evaluation.parts.filter((part) => !others.has(part)) },
    ...more.map((proposal) => ({
      ...evaluation,
      proposal,
      parts: linesOf(proposal).flatMap(({ parts }) => parts),
      cases: [],
    })),
  ];
}
