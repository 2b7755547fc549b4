import { createBillingEvents } from '../odoo/events.ts';
import { createBillingOdoo } from '../odoo/gateway.ts';
import { createKpiOdoo } from '../odoo/kpi/gateway.ts';
import { createApprovalOdoo } from '../odoo/policy/gateway.ts';
import { connectOdoo } from '../odoo/connect.ts';
import { keyExpiry } from '../odoo/key-expiry.ts';
import { OdooError } from '../odoo/errors.ts';
import { onlyWatching } from '../odoo/watcher.ts';
import { createDesk } from './app.ts';
import { ConfigError, readConfig } from './config.ts';
import { createLog } from './log.ts';
import { createMetrics } from './metrics/metrics.ts';

const log = createLog();
try {
  const { desk: config, odoo: access, watcher } = readConfig(process.env);
  const metrics = createMetrics();
  const { odooCall: onCall } = metrics;
  const api = connectOdoo(access, { onCall });
  const watching = watcher && onlyWatching(connectOdoo(watcher, { onCall }), watcher);
  await watching?.check().catch((error: unknown) => {
    if (error instanceof OdooError && error.code === 'refused') throw error;
    log.warn({ err: error }, 'Odoo can not be asked yet who watches; it is asked before anything is watched');
  });
  const desk = await createDesk({
    config,
    odoo: createBillingOdoo(api, access.url),
    approvals: createApprovalOdoo(api),
    watching: watching && createBillingOdoo(watching.api, access.url),
    measuring: watching && createKpiOdoo(watching.api, access.url),
    events: createBillingEvents(api),
    reachOdoo: () => api.version(),
    metrics,
    keyExpiry: () => keyExpiry(api, access, new Date()),
    log,
  });
  const stop = (signal: string) => {
    log.info({ signal }, 'the desk closes');
    desk.stop().then(
      () => process.exit(0),
      (error: Error) => {
        log.fatal({ err: error }, 'the desk did not close cleanly');
        process.exit(1);
      },
    );
  };
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
} catch (error) {
  if (error instanceof ConfigError) console.error(error.message);
  else if (error instanceof OdooError) console.error(`${error.message} ${error.mend}`);
  else log.fatal({ err: error }, 'the desk could not start');
  process.exitCode = 1;
}
