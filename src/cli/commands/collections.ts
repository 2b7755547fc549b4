import { z } from 'zod/v4';
import { collectionList } from '../../billing/collections.ts';
import { createBillingOdoo } from '../../odoo/gateway.ts';
import type { Collectible } from '../../rules/collections/priority.ts';
import { asWatcher } from '../connect.ts';
import type { Place } from '../place.ts';
import { Refused } from '../refused.ts';

/**
 * What customers owe, the most urgent first. Nothing is sent: whoever watches can't.
 *
 * @throws Refused where `today` is no day
 */
export async function listCollections(
  place: () => Promise<Place>,
  { today: on }: { today?: string },
): Promise<Collectible[]> {
  if (on !== undefined && !z.iso.date().safeParse(on).success)
    throw new Refused(`${on} is no day.`, 'Write days as YYYY-MM-DD.');
  const { settings, now } = await place();
  const odoo = createBillingOdoo(asWatcher(settings), settings.need('ODOO_URL'));
  return collectionList(odoo, {}, on ?? now.toISOString().slice(0, 10));
}

export function collectionsText(found: readonly Collectible[], json: boolean): string {
  if (json) return JSON.stringify(found, undefined, 2);
  if (found.length === 0) return 'Nothing is owed.';
  return found
    .map(({ invoice, customer, state, residual, currency, why, next }, at) =>
      [
        `${at + 1}. ${customer.name}, ${invoice}: ${residual} ${currency}, ${state}`,
        `   ${why}`,
        `   → ${next.reason}`,
      ].join('\n'),
    )
    .join('\n\n');
}
