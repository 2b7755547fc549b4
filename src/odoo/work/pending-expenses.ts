import { z } from 'zod/v4';
import type { Work } from '../../rules/entry.ts';
import { groupBy } from '../../rules/group.ts';
import type { OdooApi } from '../api.ts';
import { id, textOrEmpty } from '../rows.ts';
import { readByIds } from './read.ts';

const pending = z.object({ id, name: textOrEmpty, sale_order_id: id });

/** Gives each work whose milestones wait for expenses those of its order that wait for approval, whatever the run is limited to. */
export async function attachPendingExpenses(api: OdooApi, works: readonly Work[]): Promise<void> {
  const waiting = works.filter(waits);
  const [period] = waiting.map((work) => work.period);
  if (!period) return;
  const orderIds = waiting.flatMap(({ order }) => order?.id ?? []);
  const rows = await readByIds(api, 'hr.expense', 'sale_order_id', orderIds, pending, {
    and: [
      ['state', 'in', ['draft', 'submitted']],
      ['date', '<=', period.to],
    ],
  });
  const ofOrder = groupBy(rows, (row) => row.sale_order_id);
  for (const work of waiting) {
    const own = ofOrder.get(work.order?.id ?? 0);
    if (own) work.pendingExpenses = own.map((row) => ({ id: row.id, name: row.name }));
  }
}

const waits = ({ agreements = [] }: Work): boolean =>
  agreements.some(({ versions }) =>
    versions.some(({ milestoneGates = [] }) =>
      milestoneGates.some(({ requires }) => requires.includes('expenses-approved')),
    ),
  );
