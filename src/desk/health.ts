import { Router } from 'express';
import type { Sql } from './database.ts';
import type { KeyWatch } from './key-watch.ts';
import { within } from './patience.ts';

const PATIENCE_MS = 3000;

/**
 * `/livez`: the process answers. `/readyz`: 503 without its database. Odoo is looked at too, but without it the desk still
 * takes decisions and keeps them, so `odoo: "down"` is no reason to send people away. `odooKeyExpires` is the day on which
 * the key to Odoo runs out, where that is near.
 */
export function healthRoutes(sql: Sql, reachOdoo: () => Promise<unknown>, key?: KeyWatch): Router {
  return Router()
    .get('/livez', (_req, res) => void res.json({ live: true }))
    .get('/readyz', async (_req, res) => {
      const [database, odoo] = await Promise.all([isUp(() => sql.query('select 1')), isUp(reachOdoo)]);
      res.status(database === 'up' ? 200 : 503).json({ database, odoo, ...key?.soon() });
    });
}

async function isUp(probe: () => Promise<unknown>): Promise<'up' | 'down'> {
  try {
    await within(PATIENCE_MS, probe());
    return 'up';
  } catch {
    return 'down';
  }
}
