import { afterAll, beforeAll, expect, test } from 'vitest';

import { startSandbox, type Sandbox } from '../../src/sandbox/sandbox.ts';
import { runSingle, singleNode } from './single.ts';
import { failure, odooCredential, TODAY } from './world.ts';

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox({ today: TODAY });
});
afterAll(() => sandbox.stop());

test.each(['0', '0.00', '-270', '270,00', '1e3', '270.1234567'])(
  'a dispute of %s is refused: it is not taken for all that is open',
  async (amount) => {
    const parameters = { resource: 'dispute', operation: 'open', invoiceId: '1', key: 'ticket-1', amount, said: 'No.' };
    const run = await runSingle(singleNode('odooBilling', parameters), { odooBillingApi: odooCredential(sandbox) });
    expect(failure(run).message).toContain(`“${amount}” is no amount`);
  },
);
