import { z } from 'zod/v4';
import type { Company } from '../billing/ports.ts';
import type { OdooApi } from './api.ts';
import { id, many2oneOrNone, textOrEmpty } from './rows.ts';
import { read, readByIds } from './work/read.ts';

const company = z.object({ id, name: textOrEmpty, resource_calendar_id: many2oneOrNone });
const calendar = z.object({ id, tz: textOrEmpty });

/** The companies the robot is in, by id. Odoo keeps a company's time zone on its working hours. */
export async function readCompanies(api: OdooApi): Promise<Company[]> {
  const rows = await read(api, 'res.company', [], company, { order: 'id' });
  const calendars = rows.flatMap(({ resource_calendar_id: calendarId }) => calendarId ?? []);
  const zones = new Map(
    (await readByIds(api, 'resource.calendar', 'id', calendars, calendar)).map((row) => [row.id, row.tz]),
  );
  return rows.map((row) => ({ id: row.id, name: row.name, zone: zones.get(row.resource_calendar_id ?? 0) || 'UTC' }));
}
