// Started as a process of its own, to be killed: a billing run that says when it begins to draft.
import { createBillingOdoo } from '../../../src/odoo/gateway.ts';
import { connectXmlRpc } from '../../../src/odoo/xmlrpc.ts';
import type { OdooAccess } from '../../../src/odoo/api.ts';
import type { WorkScope } from '../../../src/billing/ports.ts';
import { billingRun } from './run.ts';

const [access, scope] = JSON.parse(process.argv[2] ?? '') as [OdooAccess, WorkScope];
const odoo = createBillingOdoo(connectXmlRpc(access), access.url);
await billingRun(
  {
    ...odoo,
    draft: (proposals, preparer) => {
      process.send?.('drafting');
      return odoo.draft(proposals, preparer);
    },
  },
  scope,
);
