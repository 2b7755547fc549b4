import { runBilling } from '../../src/billing/run.ts';
import { connectOdoo } from '../../src/odoo/connect.ts';
import { createBillingOdoo } from '../../src/odoo/gateway.ts';
import { measured, tell } from '../watch/measured.ts';
import { asked, type Done, stopwatch } from './asked.ts';

const { access, atOnce } = asked();

/** A billing run in one step, as _Bill_ of the node does it: all that is open, up to the end of October. */
tell(
  await measured(async (): Promise<Done> => {
    const { steps, step } = stopwatch();
    const odoo = createBillingOdoo(connectOdoo(access), access.url);
    const collectWork: typeof odoo.collectWork = async (scope) => {
      const works = await odoo.collectWork(scope);
      step('read');
      return works;
    };
    const outcomes = await runBilling({ ...odoo, collectWork }, { to: '2026-10-31' }, { today: '2026-11-02', atOnce });
    step('rules, draft, cases, verdicts');
    return { done: outcomes.filter(({ status }) => status === 'drafted').length, steps };
  }),
);
