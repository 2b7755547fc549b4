import { expect, test } from 'vitest';
import { connectXmlRpc } from '../../src/odoo/xmlrpc.ts';
import { ACCESS, fakeOdoo } from './support/odoo.ts';

const odoo = fakeOdoo();

test('the login names database, user and password', async () => {
  odoo.answersInTurn(3);
  await connectXmlRpc(ACCESS).searchCount('res.partner', []);
  expect((odoo.of('login')[0]?.named.params as string[]).slice(0, 3)).toEqual(['firm', 'robot', 'secret']);
});
