// Started as a process of its own: the desk as `src/desk/main.ts` starts it, with what only tests say, as JSON: Teams played
// on this machine, and the pace of chats.
import { createDesk } from '../../src/desk/app.ts';
import { type DeskConfig, readConfig } from '../../src/desk/config.ts';
import { createLog } from '../../src/desk/log.ts';
import { connectOdoo } from '../../src/odoo/connect.ts';
import { createBillingOdoo } from '../../src/odoo/gateway.ts';
import { createApprovalOdoo } from '../../src/odoo/policy/gateway.ts';

const { desk: config, odoo: access } = readConfig(process.env);
const said = JSON.parse(process.argv[2] ?? '') as Pick<DeskConfig, 'teams' | 'paceMs'>;
const api = connectOdoo(access);
const { url } = await createDesk({
  config: { ...config, ...said },
  odoo: createBillingOdoo(api, access.url),
  approvals: createApprovalOdoo(api),
  reachOdoo: () => api.version(),
  log: createLog(),
});
process.send?.({ url });
