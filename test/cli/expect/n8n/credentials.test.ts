import { expect, it } from 'vitest';
import { examine } from '../../../../src/cli/examine.ts';
import { deskCredential, odooCredential } from '../../../../src/cli/expect/n8n/credentials.ts';
import type { N8n, N8nCredential } from '../../../../src/cli/n8n/client.ts';
import type { Place } from '../../../../src/cli/place.ts';
import type { Settings } from '../../../../src/cli/settings.ts';
import type { OdooApi } from '../../../../src/odoo/api.ts';

/** An Odoo in which the robot has no key yet, beside an n8n with these credentials, all of them good. */
function place(there: N8nCredential[], says: string | undefined) {
  const written: string[] = [];
  const n8n: Partial<N8n> = {
    credentials: async () => there,
    testCredential: async () => says,
    updateCredential: async (id) => void written.push(`updated ${id}`),
    createCredential: async ({ name }) => void written.push(`created ${name}`),
  };
  const odoo: Partial<OdooApi> = {
    searchRead: async (model) => (model === 'res.users' ? [{ id: 3 }] : []),
    call: async () => written.push('made a key'),
  };
  const settings = { get: () => undefined, need: (name: string) => name, file: 'billing.env' };
  const given = { odoo: () => odoo as OdooApi, n8n: () => n8n as N8n, settings: settings as unknown as Settings };
  return { written, place: { ...given, now: new Date(), ask: undefined, replace: false } as Place };
}

it.each([
  [odooCredential, 'odooBillingApi', undefined],
  [deskCredential, 'billingDeskApi', 'no answer'],
])('leaves a credential alone that it did not make: perhaps of another Odoo', async (expectation, type, says) => {
  const { written, place: at } = place([{ id: '7', name: 'Production', type }], says);
  const [result] = await examine([expectation], at, { mend: true });
  expect(written).toEqual([]);
  expect(result?.finding).toMatchObject({ is: 'missing', what: expect.stringContaining('"Production"') });
});

it('brings the one it made up to date', async () => {
  const there = [
    { id: '7', name: 'Production', type: 'billingDeskApi' },
    { id: '8', name: 'Billing Desk', type: 'billingDeskApi' },
  ];
  const { written, place: at } = place(there, 'no answer');
  await examine([deskCredential], at, { mend: true });
  expect(written).toEqual(['updated 8']);
});
