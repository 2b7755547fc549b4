import { Big } from 'big.js';
import type { DisputeToOpen, Dunned, OpenedDispute, Receivables, ReminderToSend } from '../billing/ports.ts';
import { given } from '../rules/given.ts';
import { runAction } from './actions.ts';
import type { OdooApi } from './api.ts';

/** One call: Odoo's own reconciliations, promises, disputes and reminders of everything that is open. */
export async function readReceivables(api: OdooApi, companyIds: number[] = []): Promise<Receivables> {
  const { owed, paid } = await runAction(api, 'receivables', { companies: companyIds });
  return {
    owed: owed.map(
      ({
        salesperson,
        currency,
        books,
        instalments,
        coming,
        promises,
        disputes,
        heard,
        address,
        plan,
        told,
        ...same
      }) => ({
        ...same,
        currency: { code: currency[0], digits: currency[1] },
        inBooks: { residual: books[2], currency: { code: books[0], digits: books[1] } },
        instalments: instalments.map(([due, open]) => ({ due, open })),
        onItsWay: coming,
        promises: promises.map(({ made, promised_by: promisedBy, ...promise }) => ({
          ...promise,
          madeOn: made,
          promisedBy,
        })),
        disputes: disputes.map(({ opened, owner, ...dispute }) => ({
          ...dispute,
          openedOn: opened,
          ...given({ owner }),
        })),
        told: told.map(({ level, why, ...reminder }) => ({
          ...reminder,
          levelId: level,
          ...given({ why: why || undefined }),
        })),
        hasAddress: address,
        ...given({
          salesperson,
          heard: heard || undefined,
          plan: plan
            ? {
                ...plan,
                levels: plan.levels.map(({ quiet_below: quietBelow, ...level }) => ({ ...level, quietBelow })),
              }
            : undefined,
        }),
      }),
    ),
    paid: paid.map(([debtorId, due, paidOn]) => ({ debtorId, due, paidOn })),
  };
}

export const dun = (api: OdooApi, { invoiceId, levelId, seal, asked, reason }: ReminderToSend): Promise<Dunned> =>
  runAction(api, 'dun', { id: invoiceId, level: levelId, seal, asked: new Big(asked).toNumber(), reason });

export async function openDispute(
  api: OdooApi,
  { invoiceId, amount, raisedBy = '', personId = 0, ...dispute }: DisputeToOpen,
): Promise<OpenedDispute> {
  const exactly = new Big(amount ?? 0).toNumber();
  const asked = { ...dispute, invoice: invoiceId, amount: exactly, raised_by: raisedBy, person: personId };
  const { owner, ...opened } = await runAction(api, 'open_dispute', asked);
  return { invoiceId, ...opened, ...given({ owner }) };
}
