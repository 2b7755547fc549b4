import { z } from 'zod/v4';
import type { OdooApi } from '../api.ts';
import { id } from '../rows.ts';
import { readByIds } from '../work/read.ts';

const dispute = z.object({ id, x_move_id: id });

/** Which of the invoices their customers disputed. */
export const readDisputed = async (api: OdooApi, moveIds: number[]): Promise<Set<number>> =>
  new Set((await readByIds(api, 'x_billing_dispute', 'x_move_id', moveIds, dispute)).map((row) => row.x_move_id));
