import { connectAs } from './connect.ts';
import { connectN8n, type N8n } from './n8n/client.ts';
import type { OdooApi } from '../odoo/api.ts';
import type { Place } from './place.ts';
import { ADMIN } from './questions.ts';
import type { Settings } from './settings.ts';

/** Connects when first needed: half of it may be missing yet. */
export function openPlace(settings: Settings, { replace, ask, now }: Pick<Place, 'replace' | 'ask' | 'now'>): Place {
  let odoo: OdooApi | undefined;
  let n8n: N8n | undefined;
  return {
    settings,
    now,
    ask,
    replace,
    odoo: () => (odoo ??= connectAs(settings, ADMIN)),
    n8n: () => (n8n ??= connectN8n(settings.need('N8N_URL'), settings.need('N8N_API_KEY'))),
  };
}
