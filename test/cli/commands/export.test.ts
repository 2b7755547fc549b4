import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { exportRecord } from '../../../src/cli/commands/export.ts';
import type { Place } from '../../../src/cli/place.ts';
import { openSettings } from '../../../src/cli/settings.ts';
import type { OdooApi } from '../../../src/odoo/api.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'export-'));
});
afterEach(() => rm(folder, { recursive: true }));

it('says so where the desk’s own record is not in it', async () => {
  const empty = { last: 0, lines: [] };
  const odoo: Partial<OdooApi> = {
    searchRead: async () => [],
    call: async (_model, method) => (method === 'run' ? empty : 1),
  };
  const known = { ODOO_URL: 'https://odoo.firm.test', ODOO_DATABASE: 'firm' };
  const settings = await openSettings(join(folder, 'billing.env'), known);
  const place = { settings, odoo: () => odoo as OdooApi, now: new Date() } as Place;
  const said = await exportRecord(place, join(folder, 'record'));
  expect((await readdir(join(folder, 'record'))).filter((file) => file.startsWith('desk.'))).toEqual([]);
  expect(said).toContain('Without the desk’s own record');
  expect(said).toContain('DESK_DATABASE_URL is not set');
});
