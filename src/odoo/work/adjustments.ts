import { z } from 'zod/v4';
import { exact, text as plain } from '../../money/decimal.ts';
import type { Day, Adjustment, Authority, Entry } from '../../rules/entry.ts';
import type { Domain, OdooApi } from '../api.ts';
import { dayOrNone, id, instant, many2oneNamed, text, textOrEmpty } from '../rows.ts';
import { read } from './read.ts';

const MODEL = 'x_billing_adjustment';

const adjustment = z.object({
  id,
  x_record: text,
  x_kind: z.enum(['write-off', 'write-down', 'write-up', 'hold'] satisfies Adjustment['kind'][]),
  x_percent: z.number(),
  x_amount: z.number(),
  x_quantity: textOrEmpty,
  x_until: dayOrNone,
  x_reason: textOrEmpty,
  x_authority: textOrEmpty,
  create_uid: many2oneNamed,
  create_date: instant,
});

/** So many keys a request carries: as XML, what a web server before Odoo lets through unless told otherwise, a megabyte. */
const CHUNK = 10_000;
const IN_FORCE: Domain = [['x_withdrawn_by', '=', false]];
const AUTHORITIES: readonly string[] = ['preparer', 'approver', 'controller'] satisfies Authority[];
const isAuthority = (name: string): name is Authority => AUTHORITIES.includes(name);

/** The adjustments in force of records of work, ids by model, under their `model,id`. */
export async function readAdjustments(
  api: OdooApi,
  records: Map<string, number[]>,
): Promise<Map<string, Adjustment[]>> {
  const keys = [...records].flatMap(([model, ids]) => ids.map((recordId) => `${model},${recordId}`));
  const found = new Map<string, Adjustment[]>();
  const add = async (domain: Domain, wanted?: Set<string>): Promise<void> => {
    const rows = await read(api, MODEL, [...domain, ...IN_FORCE], adjustment, { names: true, order: 'id' });
    for (const row of rows)
      if (wanted?.has(row.x_record) ?? true)
        found.set(row.x_record, [...(found.get(row.x_record) ?? []), adjustmentOf(row)]);
  };
  // Of a large firm's month few records are adjusted: to read all that is in force takes fewer calls than to ask for each.
  if (keys.length > CHUNK && (await api.searchCount(MODEL, IN_FORCE)) <= keys.length / 4) {
    await add([], new Set(keys));
    return found;
  }
  for (let start = 0; start < keys.length; start += CHUNK)
    await add([['x_record', 'in', keys.slice(start, start + CHUNK)]]);
  return found;
}

const said = (value: number): string | undefined => (value === 0 ? undefined : plain(exact(value)));

function adjustmentOf(row: z.output<typeof adjustment>): Adjustment {
  const [amount, percent] = [said(row.x_amount), said(row.x_percent)];
  return {
    id: row.id,
    kind: row.x_kind,
    ...(amount !== undefined && { amount }),
    ...(percent !== undefined && { percent }),
    ...(row.x_quantity && { quantity: row.x_quantity }),
    ...(row.x_until && { until: row.x_until }),
    reason: row.x_reason,
    author: row.create_uid,
    authority: row.x_authority.split(', ').filter(isAuthority),
    on: row.create_date,
  };
}

/** Work moved to a later billing period is held until that one, or a later one, is billed. */
export function endHolds(entry: Entry, to: Day): void {
  const { adjustments = [] } = entry;
  const ended = adjustments.filter(({ until }) => until !== undefined && until <= to);
  if (ended.length === 0) return;
  entry.ended = ended;
  const rest = adjustments.filter((each) => !ended.includes(each));
  if (rest.length > 0) entry.adjustments = rest;
  else delete entry.adjustments;
}
