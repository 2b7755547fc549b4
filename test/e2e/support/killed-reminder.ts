import { createBillingOdoo } from '../../../src/odoo/gateway.ts';
import { connectXmlRpc } from '../../../src/odoo/xmlrpc.ts';
import { sendReminders } from '../../../src/billing/collections.ts';

/** A run that is killed, as by kill -9, at a point between deciding on a reminder and learning that it is sent. */
const [access = '', today = '', invoiceId = '', point = ''] = process.argv.slice(2);
const { url, ...rest } = JSON.parse(access) as Parameters<typeof connectXmlRpc>[0];
const odoo = createBillingOdoo(connectXmlRpc({ url, ...rest }), url);
const die = () => process.kill(process.pid, 'SIGKILL');

await sendReminders(
  {
    ...odoo,
    receivables: async (scope) => {
      const { owed, paid } = await odoo.receivables(scope);
      return { owed: owed.filter(({ id }) => id === Number(invoiceId)), paid };
    },
    dun: async (step) => {
      if (point === 'decided') die();
      // Long enough for the call to be on its way, not for its answer.
      if (point === 'asked') setTimeout(die, 40);
      const done = await odoo.dun(step);
      die();
      return done;
    },
  },
  {},
  { today, send: true },
);
