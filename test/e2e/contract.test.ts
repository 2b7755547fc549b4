import { describe, expect } from 'vitest';
import { propose } from '../../src/billing/propose.ts';
import type { ProtocolName } from '../../src/odoo/api.ts';
import { createRobots, installAddon } from '../../src/odoo/install.ts';
import { connectXmlRpc } from '../../src/odoo/xmlrpc.ts';
import { summarise } from '../../src/rules/summary.ts';
import { northlight } from '../../src/sandbox/firm.ts';
import { startSandbox } from '../../src/sandbox/sandbox.ts';
import { contract } from '../contract/cases.ts';
import { openPlace, type Clockwork, type Place } from '../contract/place.ts';
import { lastMonthEnd } from '../contract/run.ts';
import { clockworkOf } from '../contract/sandbox.ts';
import { openMailbox } from '../desk/mailbox.ts';
import { hireKeepers, officeOf, signTerms, writeAgreement } from './support/agree.ts';
import { decree, hireControllers } from './support/decree.ts';
import { keyMaker } from './support/keys.ts';
import { sendMailTo } from './support/mail.ts';
import { seedFirm } from './support/seed.ts';
import { test as base } from './support/test.ts';
import { PASSWORD } from './support/world.ts';

const TODAY = '2026-11-21';
const drafter = { login: 'robot-drafter', password: 'Correct-Horse-8' };
const desk = { login: 'robot-desk', password: 'Correct-Horse-9' };
const watcher = { login: 'robot-watch', password: 'Correct-Horse-10' };

const firm = northlight(TODAY);

/** The firm in a database, to be copied. */
const seeded = base.extend('seeded', { scope: 'file' }, async ({ odoo }, { onCleanup }) => {
  const api = connectXmlRpc(odoo);
  const mailbox = await openMailbox();
  onCleanup(() => mailbox.close());
  await sendMailTo(api, mailbox.url);
  await installAddon(api);
  await createRobots(api, { drafter, desk, watch: watcher });
  return { refs: await seedFirm(odoo, firm) };
});

/** One database for a protocol: each case leaves it as it found it, or works on orders of its own. */
const testBy = (protocol: ProtocolName) =>
  seeded.extend('place', { scope: 'file' }, async ({ databases, odoo, seeded }, { onCleanup }) => {
    const copy = await databases.copy(odoo.database, `${odoo.database}_${protocol.replace('-', '')}`);
    onCleanup(() => databases.drop(copy.database));
    const admin = connectXmlRpc(copy);
    const office = officeOf(copy);
    await hireKeepers(office);
    await hireControllers(office);
    const clockwork: Clockwork = {
      makeKey: await keyMaker(admin),
      now: () => new Date(),
      decree: (policy) => decree(office, policy),
      agree: async (about, version) => {
        await signTerms(office, await writeAgreement(office, about), version);
      },
    };
    return openPlace(
      copy,
      { admin: copy, drafter, desk, watcher, keeper: { login: 'ann', password: PASSWORD } },
      firm,
      seeded.refs,
      clockwork,
      protocol,
    );
  });

const tests = { 'xml-rpc': testBy('xml-rpc'), 'json-2': testBy('json-2') };

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

tests['xml-rpc']('the sandbox and the real Odoo give the same account of the same firm', async ({ place }) => {
  const sandbox = await startSandbox({ today: TODAY });
  try {
    const imitated = await openPlace(sandbox, sandbox, sandbox.firm, sandbox.refs, clockworkOf(sandbox));
    expect(await summaryOf(place)).toEqual(await summaryOf(imitated));
  } finally {
    await sandbox.stop();
  }
});

describe.each<ProtocolName>(['xml-rpc', 'json-2'])('by %s', (protocol) => contract(tests[protocol]));
