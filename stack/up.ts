// `npm run stack`: Odoo, the approval desk and n8n, connected, for a person to click through. Ctrl-C ends it all.
import { setTimeout as sleep } from 'node:timers/promises';
import { northlight } from '../src/sandbox/firm.ts';
import { openMailbox } from '../test/desk/mailbox.ts';
import { seedFirm } from '../test/e2e/support/seed.ts';
import { installBilling, startBilling } from './billing.ts';
import { owner } from './n8n-api.ts';
import { startOdoo } from './odoo.ts';

console.log('Starting Odoo, the approval desk and n8n … (the first time ever: about five minutes)');
const stack = await startOdoo();
const odoo = await stack.database('billing');
const robots = await installBilling(odoo);

const firm = northlight(new Date().toISOString().slice(0, 10));
console.log(`Entering three months of work of ${firm.name} …`);
await seedFirm(odoo, firm);

const mailbox = await openMailbox();
const emailOf = (wanted: string) => firm.users.find(({ role }) => role === wanted)?.login ?? '';
const { desk, n8n, workflows } = await startBilling(
  stack,
  robots,
  { DESK_MODE: 'demo', SMTP_URL: mailbox.url, MAIL_FROM: 'billing@example.com' },
  { 'billing-run': { approvers: emailOf('approver'), preparedBy: emailOf('preparer') } },
);
for (const id of Object.values(workflows)) await n8n.activate(id);

const people = firm.users.filter(({ role }) => role !== 'employee');
console.log(`
Odoo   ${odoo.url}/web/login?db=${odoo.database}
       administrator  ${odoo.login} / ${odoo.password}
${people.map(({ role, login, password }) => `       ${role.padEnd(13)}  ${login} / ${password}`).join('\n')}
n8n    ${n8n.url}
       owner          ${owner.email} / ${owner.password}
Desk   ${desk.url}

The workflows ${Object.keys(workflows).sort().join(', ')} are published in n8n. Begin with Billing Run, "Run Now".
No mail leaves this machine: what the desk sends is shown here.
Press Ctrl-C to end and remove everything.`);

for (;;) {
  for (const { to, subject, link } of mailbox.mails.splice(0)) console.log(`Mail to ${to}: ${subject}  ${link ?? ''}`);
  await sleep(500);
}
