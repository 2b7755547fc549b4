import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { BillingOdoo } from '../../src/billing/ports.ts';
import { OdooError } from '../../src/odoo/errors.ts';
import type { CaseDraft } from '../../src/rules/verdict.ts';
import { milestone, work } from '../rules/work.ts';
import { eventually, type Started, startDesk } from './start.ts';

/** An Odoo with one milestone that was reached long ago. */
class Watched {
  down = false;
  reads = 0;
  opened: CaseDraft[] = [];

  get port(): BillingOdoo {
    const port: Partial<BillingOdoo> = {
      slices: async (work) => [{ work, billed: {} }],
      collectWork: async () => {
        this.reads += 1;
        if (this.down) throw new OdooError('unreachable', 'Odoo refuses connections.', 'Start Odoo.');
        return [work([milestone(1, '0.25', { date: '2026-01-05' })])];
      },
      openCases: async (cases) => {
        this.opened.push(...cases);
        return cases.map(({ key }, index) => ({ key, id: index + 1, status: 'opened' }));
      },
      closeCases: async () => 0,
    };
    return port as BillingOdoo;
  }
}

const watched = new Watched();
let desk: Started;
beforeAll(async () => {
  const watches = { names: ['milestones'], at: '0 5 * * 1-5' };
  desk = await startDesk({ config: { watches }, watching: watched.port });
});
afterAll(() => desk.stop());

const opened = () => watched.opened.map(({ key, amount }) => [key, amount]);
const ONE = ['milestone.not-invoiced:project.milestone,1', '5000'];

describe("the desk's clock", () => {
  it('has the watches run that the settings name, as the user who watches, once for each tick', async () => {
    await desk.desk.tick();
    await eventually(() => watched.opened.length === 1);
    expect(opened()).toEqual([ONE]);
    expect(watched.reads).toBe(1);
  });

  it('tries again what Odoo did not answer, and finds nothing meanwhile', async () => {
    watched.down = true;
    await desk.desk.tick();
    await eventually(() => watched.reads === 2);
    expect(opened()).toEqual([ONE]);
    watched.down = false;
    await eventually(() => watched.opened.length === 2);
    expect(opened()).toEqual([ONE, ONE]);
  });
});
