import { z } from 'zod/v4';
import type { OdooApi } from '../api.ts';
import { id, textOrEmpty } from '../rows.ts';
import { readByIds } from '../work/read.ts';

const dispute = z.object({ id, x_move_id: id, x_reason: textOrEmpty });

/** What each of the invoices was disputed about, each reason once. */
export async function readDisputes(api: OdooApi, moveIds: number[]): Promise<Map<number, string[]>> {
  const rows = await readByIds(api, 'x_billing_dispute', 'x_move_id', moveIds, dispute);
  const byMove = Map.groupBy(rows, (row) => row.x_move_id);
  return new Map([...byMove].map(([move, own]) => [move, [...new Set(own.map((row) => row.x_reason))]]));
}
