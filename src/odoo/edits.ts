import { z } from 'zod/v4';
import type { Domain, OdooApi } from './api.ts';
import { id, textOrEmpty } from './rows.ts';
import { read } from './work/read.ts';

const EDITED = 'edited';
const KINDS = [EDITED, 'rate-override', 'tax-change'];
const link = z.object({
  id,
  x_kind: textOrEmpty,
  x_name: textOrEmpty,
  x_who: textOrEmpty,
  x_detail: textOrEmpty,
  x_reason: textOrEmpty,
});

/** What the invoice's record says was changed since this request was written in it: `Who: what (why).` each, in order. */
export async function edits(api: OdooApi, invoiceId: number, requestId: string): Promise<string[]> {
  const of = (...domain: Domain) =>
    read(api, 'x_billing_audit', [['x_invoice', '=', invoiceId], ...domain], link, { order: 'id' });
  const [request] = await of(['x_kind', '=', 'requested'], ['x_request', '=', requestId]);
  if (!request) return [];
  const found = await of(['id', '>', request.id], ['x_kind', 'in', KINDS]);
  return found.map(({ x_kind: kind, x_name: what, x_who: who, x_detail: detail, x_reason: reason }) => {
    const said = kind === EDITED ? detail.split('\n').join('; ') : what;
    return `${who}: ${said}${reason && ` (${reason})`}.`;
  });
}
