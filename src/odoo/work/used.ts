import { z } from 'zod/v4';
import { exact, sum, text as plain } from '../../money/decimal.ts';
import type { EntryKind, Used } from '../../rules/entry.ts';
import { given } from '../../rules/given.ts';
import type { Agreement } from '../../rules/terms/schema.ts';
import type { OdooApi } from '../api.ts';
import { day, decimal, id, many2oneOrNone, text, textOrEmpty } from '../rows.ts';
import { ADVANCE_MODEL } from './advances.ts';
import type { Below } from './below.ts';
import { roleIn } from './below.ts';
import { HELD, live, move } from './claims.ts';
import { readLineRounding } from './line-rounding.ts';
import { task } from './lookups.ts';
import type { PartlyBilled } from './facts.ts';
import { readPeople } from './people.ts';
import { byId, present, read, readByIds } from './read.ts';
import { readCategories } from './spending.ts';

const part = z.object({
  id,
  x_model: text,
  x_record_id: id,
  x_kind: z.enum(['time', 'expense', 'milestone', 'fee'] satisfies EntryKind[]),
  x_date: day,
  x_quantity_exact: text,
  x_billed_exact: textOrEmpty,
  x_value: decimal,
  x_name: textOrEmpty,
  x_terms: text,
  x_order_id: many2oneOrNone,
  x_move_id: id,
  x_move_line_id: id,
});
const time = z.object({ id, unit_amount: decimal, employee_id: many2oneOrNone, task_id: many2oneOrNone });
const expense = z.object({ id, quantity: decimal, employee_id: many2oneOrNone, product_id: many2oneOrNone });

/**
 * What live invoices hold under the agreements and what is below them, by the ledger; person and phase are the record's, and
 * so is the role, but where an agreement under a master names it.
 */
export async function readUsed(
  api: OdooApi,
  agreements: Agreement[],
  below: Below,
): Promise<{ used: Used[]; partlyBilled: PartlyBilled }> {
  const own = agreements.flatMap(({ id: key, versions }) =>
    versions.map(({ version }) => [`${key}@${version}`, { agreement: key }] as const),
  );
  const ofTerms = new Map<string, Pick<Used, 'agreement' | 'master'>>([...own, ...below]);
  if (!ofTerms.size) return { used: [], partlyBilled: { time: [], expenses: [] } };
  const rows = await read(
    api,
    'x_billing_part',
    [['x_terms', 'in', [...ofTerms.keys()]], ['x_model', '!=', ADVANCE_MODEL], ...HELD],
    part,
  );
  const moveIds = rows.map((row) => row.x_move_id);
  const invoices = byId((await readByIds(api, 'account.move', 'id', moveIds, move)).filter(live));
  const held = rows.filter((row) => invoices.has(row.x_move_id));
  const recordsOf = (model: string) => held.filter((row) => row.x_model === model).map((row) => row.x_record_id);
  const [times, expenses, rounding] = await Promise.all([
    readByIds(api, 'account.analytic.line', 'id', recordsOf('account.analytic.line'), time),
    readByIds(api, 'hr.expense', 'id', recordsOf('hr.expense'), expense),
    readLineRounding(
      api,
      held.map((row) => row.x_move_line_id),
    ),
  ]);
  const shown = { archived: true, names: true };
  const employeeIds = present([...times, ...expenses].map((row) => row.employee_id));
  const people = await readPeople(api, employeeIds);
  const tasks = byId(await readByIds(api, 'project.task', 'id', present(times.map((row) => row.task_id)), task, shown));
  const categories = await readCategories(api, expenses);
  const [timeOf, expenseOf] = [byId(times), byId(expenses)];

  function usedOf(row: z.output<typeof part>): Used {
    const worked = row.x_model === 'account.analytic.line' ? timeOf.get(row.x_record_id) : undefined;
    const claimed = row.x_model === 'hr.expense' ? expenseOf.get(row.x_record_id) : undefined;
    const person = people.get((worked ?? claimed)?.employee_id ?? 0);
    const phase = tasks.get(worked?.task_id ?? 0)?.milestone_id;
    const category = categories.get(claimed?.product_id ?? 0);
    const invoice = invoices.get(row.x_move_id);
    const version = Number(row.x_terms.slice(row.x_terms.lastIndexOf('@') + 1));
    const of = { agreement: '', ...ofTerms.get(row.x_terms), version };
    const role = (of.master && roleIn(agreements, { ...of, date: row.x_date }, person)) ?? person?.job_id?.name;
    return {
      ...of,
      entry: `${row.x_model},${row.x_record_id}`,
      ...given({ orderId: row.x_order_id }),
      invoice: { id: row.x_move_id, name: invoice?.display_name ?? '' },
      kind: row.x_kind,
      date: row.x_date,
      ...(person && { person: { id: person.id, name: person.name } }),
      ...(role && { role }),
      ...(phase && { phase }),
      ...(category && { category: { id: category.id, name: category.display_name } }),
      worked: row.x_quantity_exact,
      billed: row.x_billed_exact || row.x_quantity_exact,
      value: row.x_value,
      invoiced: plain(exact(row.x_value).plus(rounding.get(row.id) ?? '0')),
      ...(row.x_kind === 'fee' && { label: row.x_name }),
    };
  }

  const used = held.map(usedOf);
  const billed = Map.groupBy(used, ({ entry }) => entry);
  const isPartly = (entry: string, quantity: string): boolean =>
    !sum((billed.get(entry) ?? []).map(({ worked }) => worked)).eq(exact(quantity));
  return {
    used,
    partlyBilled: {
      time: times.filter((row) => isPartly(`account.analytic.line,${row.id}`, row.unit_amount)).map((row) => row.id),
      expenses: expenses.filter((row) => isPartly(`hr.expense,${row.id}`, row.quantity)).map((row) => row.id),
    },
  };
}
