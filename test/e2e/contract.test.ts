import { expect } from 'vitest';
import { propose } from '../../src/billing/propose.ts';
import { createRobots, installAddon } from '../../src/odoo/install.ts';
import { connectXmlRpc } from '../../src/odoo/xmlrpc.ts';
import { summarise } from '../../src/rules/summary.ts';
import { northlight } from '../../src/sandbox/firm.ts';
import { startSandbox } from '../../src/sandbox/sandbox.ts';
import { contract } from '../contract/cases.ts';
import { openPlace, type Place } from '../contract/place.ts';
import { lastMonthEnd } from '../contract/run.ts';
import { seedFirm } from './support/seed.ts';
import { test as base } from './support/test.ts';

const TODAY = '2026-11-21';
const drafter = { login: 'robot-drafter', password: 'Correct-Horse-8' };
const desk = { login: 'robot-desk', password: 'Correct-Horse-9' };

/** One database for all: each case leaves it as it found it, or works on orders of its own. */
const test = base.extend('place', { scope: 'file' }, async ({ odoo }) => {
  const api = connectXmlRpc(odoo);
  await installAddon(api);
  await createRobots(api, { drafter, desk });
  const firm = northlight(TODAY);
  return openPlace(odoo, { admin: odoo, drafter, desk }, firm, await seedFirm(odoo, firm));
});

/** The firm's orders, and its work no order pays for. */
async function summaryOf(place: Place) {
  const { firm, refs, drafting } = place;
  const orderIds = refs.ids(
    'order',
    firm.orders.map(({ ref }) => ref),
  );
  const projectIds = [refs.id('project', 'Northlight internal')];
  const to = lastMonthEnd(place);
  const works = [
    ...(await drafting.collectWork({ to, orderIds })),
    ...(await drafting.collectWork({ to, projectIds })),
  ];
  const { why, ...rest } = summarise(propose(works, firm.today));
  // Reasons name records by their ids, which differ.
  return { ...rest, why: why.map(({ reason: _, ...each }) => each) };
}

test('the sandbox and the real Odoo give the same account of the same firm', async ({ place }) => {
  const sandbox = await startSandbox({ today: TODAY });
  try {
    const imitated = openPlace(sandbox, sandbox, sandbox.firm, sandbox.refs);
    expect(await summaryOf(place)).toEqual(await summaryOf(imitated));
  } finally {
    await sandbox.stop();
  }
});

contract(test);
