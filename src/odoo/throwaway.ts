import type { OdooApi } from './api.ts';

/**
 * Runs Python in Odoo as the administrator who is signed in, by a server action that exists only meanwhile. For the few
 * things Odoo offers no call for.
 */
export async function withAction<T>(
  api: OdooApi,
  model: string,
  code: string,
  use: (run: (payload: object) => Promise<unknown>) => Promise<T>,
): Promise<T> {
  const [row] = await api.searchRead('ir.model', [['model', '=', model]], { fields: ['id'], limit: 1 });
  const values = { name: 'Billing setup (removed at once)', model_id: row?.id, state: 'code', code };
  const id = await api.call('ir.actions.server', 'create', [values]);
  try {
    return await use((billing) => api.call('ir.actions.server', 'run', [[id]], { context: { billing } }));
  } finally {
    await api.call('ir.actions.server', 'unlink', [[id]]);
  }
}
