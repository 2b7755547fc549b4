/** First segments of the desk's addresses; what follows may be the key to approve, and is without bound. */
const ROUTES: Readonly<Record<string, string>> = {
  a: 'link',
  api: 'api',
  inbox: 'inbox',
  invoices: 'invoices',
  kpis: 'kpis',
  livez: 'health',
  metrics: 'metrics',
  odoo: 'odoo',
  q: 'question',
  readyz: 'health',
  signin: 'signin',
  signout: 'signin',
  slack: 'slack',
  teams: 'teams',
};

/** All that `routeOf` may answer. */
export const ROUTE_NAMES: readonly string[] = [...new Set(Object.values(ROUTES)), 'other'];

/** `/a/<token>` is `link`; whatever the desk doesn't have is `other`. */
export function routeOf(path: string): string {
  const [, first = ''] = path.split('/');
  return Object.hasOwn(ROUTES, first) ? (ROUTES[first] ?? 'other') : 'other';
}
