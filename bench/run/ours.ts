import { draftProposals } from '../../src/billing/draft.ts';
import { propose } from '../../src/billing/propose.ts';
import { connectOdoo } from '../../src/odoo/connect.ts';
import { createBillingOdoo } from '../../src/odoo/gateway.ts';
import { proposalsOf } from '../../src/rules/proposal/of.ts';
import { measured, tell } from '../watch/measured.ts';
import { asked, type Done, stopwatch } from './asked.ts';

const { access, atOnce } = asked();

/** A billing run as the shipped workflow does it: all that is open, up to the end of October. */
tell(
  await measured(async (): Promise<Done> => {
    const { steps, step } = stopwatch();
    const odoo = createBillingOdoo(connectOdoo(access), access.url);
    const works = await odoo.collectWork({ to: '2026-10-31' });
    step('read');
    const evaluations = propose(works, '2026-11-02');
    step('rules');
    const outcomes = await draftProposals(odoo, evaluations.flatMap(proposalsOf), { atOnce });
    step('draft');
    await odoo.openCases(evaluations.flatMap(({ cases }) => cases));
    await odoo.recordVerdicts(evaluations.flatMap(({ parts }) => parts.filter(({ verdict }) => verdict !== 'bill')));
    step('cases, verdicts');
    return { done: outcomes.filter(({ status }) => status === 'drafted').length, steps };
  }),
);
