import { randomBytes } from 'node:crypto';
import { pino } from 'pino';
import type { Policy } from '../src/approvals/policy/schema.ts';
import { createDesk } from '../src/desk/app.ts';
import type { InvoiceFacts } from '../src/billing/ports.ts';
import { FakeOdoo } from '../test/desk/fake-odoo.ts';

/** The desk's page of this invoice, on a desk that keeps everything in memory: its link, and how to end it. */
export async function openDeskPage(
  facts: InvoiceFacts,
  policy: Policy,
): Promise<{ link: string; stop: () => Promise<void> }> {
  const odoo = new FakeOdoo();
  odoo.add(facts.id, facts);
  odoo.policies.push(policy);
  const token = randomBytes(32).toString('hex');
  const mailed = Promise.withResolvers<string>();
  const desk = await createDesk({
    config: { mode: 'demo', host: '127.0.0.1', port: 0, databaseUrl: 'pglite:memory', apiToken: token, linkHours: 72 },
    odoo: odoo.port(),
    approvals: odoo.approvals(),
    reachOdoo: () => Promise.resolve(),
    log: pino({ level: 'silent' }),
    mailer: {
      send: ({ text }) => {
        const [link] = /https?:\/\/\S+\/a\/[\w-]+/.exec(text) ?? [];
        if (link) mailed.resolve(link);
        return Promise.resolve();
      },
      close: () => undefined,
    },
  });
  const asked = await fetch(`${desk.url}/api/requests`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ invoiceId: facts.id, approvers: ['ann@firm.test', 'bob@firm.test'] }),
  });
  if (!asked.ok) throw new Error(await asked.text());
  return { link: await mailed.promise, stop: () => desk.stop() };
}
