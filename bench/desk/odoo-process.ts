// Started as a process of its own: the sandbox's Odoo with as many drafts as asked, copies of those its billing run makes.
import { draftProposals } from '../../src/billing/draft.ts';
import { propose } from '../../src/billing/propose.ts';
import { createBillingOdoo } from '../../src/odoo/gateway.ts';
import { connectXmlRpc } from '../../src/odoo/xmlrpc.ts';
import { startSandbox } from '../../src/sandbox/sandbox.ts';

const today = new Date().toISOString().slice(0, 10);
const sandbox = await startSandbox({ today });
const { url, database, store } = sandbox;
const drafting = createBillingOdoo(connectXmlRpc({ url, database, ...sandbox.drafter }), url);
await draftProposals(
  drafting,
  propose(await drafting.collectWork({ to: today }), today).flatMap(({ proposal }) => proposal ?? []),
);
const models = store.where('account.move', ({ state }) => state === 'draft').slice(0, 5);
const invoiceIds = Array.from({ length: Number(process.argv[2]) }, (_, number) => {
  const model = models[number % models.length];
  if (!model) throw new Error('The billing run drafted nothing.');
  const { id } = store.create('account.move', { ...model, x_billing_key: `copy ${number}` });
  for (const line of store.where('account.move.line', ({ move_id }) => move_id === model.id))
    store.create('account.move.line', { ...line, move_id: id });
  return id;
});
process.send?.({ url, database, ...sandbox.desk, invoiceIds });
