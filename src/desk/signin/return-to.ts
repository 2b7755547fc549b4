const PLACE = /^\/(inbox(\/(answer\/)?[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})?|kpis(\/[a-z.-]+)?)$/;

/** Where to go after signing in: a page of the inbox or the KPIs, whatever the address asks for. */
export function returnTo(wanted: unknown): string {
  return typeof wanted === 'string' && PLACE.test(wanted) ? wanted : '/inbox';
}
