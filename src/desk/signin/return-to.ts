const PLACE =
  /^\/(inbox(\/(answer\/)?[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})?|kpis(\/[a-z.-]+)?|invoices\/\d{1,10}(\/dispute)?)$/;

/** Where to go after signing in: a page of the inbox or the KPIs, or an invoice or its dispute, whatever the address asks for. */
export function returnTo(wanted: unknown): string {
  return typeof wanted === 'string' && PLACE.test(wanted) ? wanted : '/inbox';
}
