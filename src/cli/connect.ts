import type { OdooApi } from '../odoo/api.ts';
import { connectOdoo } from '../odoo/connect.ts';
import { readOnly } from '../odoo/read-only.ts';
import { onlyWatching } from '../odoo/watcher.ts';
import { READER, WATCHER } from './questions.ts';
import type { Settings } from './settings.ts';

/** Odoo as whoever these two settings name. */
export const connectAs = (settings: Settings, { login, password }: { login: string; password: string }): OdooApi =>
  connectOdoo({
    url: settings.need('ODOO_URL'),
    database: settings.need('ODOO_DATABASE'),
    login: settings.need(login),
    password: settings.need(password),
  });

/** Odoo as whoever may read all work and its billing; nothing can be written by it. */
export const asReader = (settings: Settings): OdooApi => readOnly(connectAs(settings, READER));

/** Odoo as the robot that watches; a login that may do more is refused. */
export const asWatcher = (settings: Settings): OdooApi =>
  onlyWatching(connectAs(settings, WATCHER), { login: settings.need(WATCHER.login) }).api;
