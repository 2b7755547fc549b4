import { runWatch } from '../../src/billing/watch/run.ts';
import { WATCHES } from '../../src/billing/watch/watches.ts';
import type { OdooApi } from '../../src/odoo/api.ts';
import { connectOdoo } from '../../src/odoo/connect.ts';
import { createBillingOdoo } from '../../src/odoo/gateway.ts';
import type { Asked } from './asked.ts';
import { measured, tell } from './measured.ts';

/** What a watch found, and which fields of which models it read. */
export interface Looked {
  found: string[];
  read: Record<string, string[]>;
}

/** One watch, as the desk and the command line run it; its cases are not kept. */
const { access, today, watch: id } = JSON.parse(process.argv[2] ?? '') as Asked;
const watch = WATCHES.find((each) => each.id === id);
if (!watch) throw new RangeError(id);
tell(
  await measured(async (): Promise<Looked> => {
    const read = new Map<string, Set<string>>();
    const odoo = createBillingOdoo(noting(connectOdoo(access), read), access.url);
    const { findings } = await runWatch(odoo, watch, {}, { today, keepCases: false });
    return {
      found: findings.map(({ caseKey }) => caseKey),
      read: Object.fromEntries([...read].map(([model, fields]) => [model, [...fields]])),
    };
  }),
);

function noting(api: OdooApi, read: Map<string, Set<string>>): OdooApi {
  return {
    ...api,
    searchRead(model, domain, options) {
      const known = read.get(model) ?? new Set();
      read.set(model, new Set([...known, ...options.fields]));
      return api.searchRead(model, domain, options);
    },
  };
}
