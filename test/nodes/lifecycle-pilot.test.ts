import type { INodeParameters } from 'n8n-workflow';
import { afterAll, beforeAll, expect, test } from 'vitest';

import { itemsOf } from '../../scripts/n8n-runner.ts';
import { startSandbox, type Sandbox } from '../../src/sandbox/sandbox.ts';
import { runSingle, singleNode } from './single.ts';
import { failure, LAST_MONTH, odooCredential, TODAY } from './world.ts';

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox({ today: TODAY });
});
afterAll(() => sandbox.stop());

async function run(resource: string, operation: string, models: unknown) {
  const parameters = { resource, operation, to: LAST_MONTH, options: { models } } as INodeParameters;
  const done = await runSingle(singleNode('odooBilling', parameters), { odooBillingApi: odooCredential(sandbox) });
  return { failure: failure(done), orders: itemsOf(done, 'Node').map(({ order }) => order) };
}

test.each(['work collect', 'invoice dryRun'])(
  '%s: only orders all of which is sold by the models chosen',
  async (which) => {
    const [resource = '', operation = ''] = which.split(' ');
    const of = async (...models: string[]) => [...new Set((await run(resource, operation, models)).orders)].toSorted();
    expect(await of('milestone')).toEqual(['NL-103']);
    expect(await of('time-and-materials')).not.toContain('NL-111');
    expect(await of('time-and-materials', 'milestone')).toContain('NL-111');
    expect((await of()).length).toBeGreaterThan(10);
  },
);

test('a model there is none of is an error, never all', async () => {
  const { failure: told, orders } = await run('work', 'collect', ['barter']);
  expect(orders).toEqual([]);
  expect(JSON.stringify(told)).toContain('\\"barter\\" is no billing model');
});
