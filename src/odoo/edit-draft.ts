import { Big } from 'big.js';
import type { DraftEdit, DraftEdited } from '../billing/ports.ts';
import { runAction } from './actions.ts';
import type { OdooApi } from './api.ts';

const number = (value = '0'): number => new Big(value).toNumber();

/** One call, one transaction. Sent again as it was, it says what was done. */
export const editDraft = (
  api: OdooApi,
  { invoiceId, lineId, isMissing, quantity, entries, partIds, until, percent, amount, personId, ...same }: DraftEdit,
): Promise<DraftEdited> =>
  runAction(api, 'edit_draft', {
    ...same,
    invoice: invoiceId,
    line: lineId ?? 0,
    missing: isMissing,
    quantity: number(quantity),
    entries: entries ?? [],
    parts: partIds ?? [],
    until: until ?? false,
    percent: number(percent),
    amount: number(amount),
    person: personId,
  });
