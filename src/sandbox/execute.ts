import { createHash } from 'node:crypto';
import { ACTIONS, runAction, type ActionContext } from './actions/index.ts';
import { adjust, withdraw } from './actions/adjust.ts';
import { moveCase } from './actions/cases.ts';
import { creditNote } from './actions/credit.ts';
import { changeDelegation, handOn } from './actions/delegation.ts';
import { elevated, hasRecord, noteEdit } from './actions/audit.ts';
import { tell } from './actions/events.ts';
import { liveParts, relink } from './actions/live-parts.ts';
import { submit } from './actions/submission.ts';
import { guard, postMove } from './actions/post.ts';
import { checkAccess, create, write, type Env } from './env.ts';
import { unknown, userError } from './faults.ts';
import { fieldsGet, readGroup, search, searchRead, type Kwargs } from './methods.ts';
import type { ModelName, RowOf } from './models.ts';
import { matcher } from './domain.ts';
import type { Group } from './rights.ts';
import type { Value } from './schema.ts';
import { fieldsOf, type AnyRow } from './store.ts';
import { enterTime, type Worked } from './timesheet.ts';

/** One of Odoo's methods as `execute_kw` calls it. */
export function execute(env: Env, model: string, method: string, args: unknown[], kwargs: Kwargs): unknown {
  const { db } = env;
  fieldsOf(model);
  const reading = () => checkAccess(env, model, 'read');
  switch (method) {
    case 'search_read':
      reading();
      return searchRead(db, model, args[0], kwargs);
    case 'search':
      reading();
      return search(db, model, args[0], kwargs).map(({ id }) => id);
    case 'read':
      reading();
      return searchRead(db, model, [['id', 'in', args[0]]], { ...kwargs, fields: args[1] });
    case 'search_count':
      reading();
      return search(db, model, args[0], kwargs).length;
    case 'formatted_read_group':
      reading();
      return readGroup(db, model, args[0], args[1] as string[], args[2] as string[], kwargs);
    case 'fields_get':
      reading();
      return fieldsGet(model, (args[0] ?? []) as string[], (kwargs.attributes ?? ['type', 'string']) as string[]);
    case 'create':
      checkAccess(env, model, 'create');
      return createRecord(env, model, args[0], kwargs);
    case 'write':
      checkAccess(env, model, 'write');
      for (const id of args[0] as number[]) writeRecord(env, model as ModelName, id, fromWire(args[1] as AnyRow));
      return true;
    case 'unlink':
      // Odoo runs the add-on's automation before it looks at rights.
      if (model === 'x_billing_decision' || model === 'x_billing_audit') {
        throw userError("Decisions and the billing record are append-only: they can't be deleted by anyone.");
      }
      if (model === 'x_billing_submission') {
        throw userError("What was submitted is append-only: it can't be deleted by anyone.");
      }
      checkAccess(env, model, 'unlink');
      for (const id of args[0] as number[]) unlinkRecord(env, model as ModelName, id);
      return true;
    default:
      return special(env, model, method, args, kwargs);
  }
}

/** Methods of one model. A None, which XML-RPC can't carry, is answered as Odoo answers it. */
function special(env: Env, model: string, method: string, args: unknown[], kwargs: Kwargs): unknown {
  const ids = args[0] as number[];
  switch (`${model}.${method}`) {
    case 'res.users.context_get':
      return { lang: 'en_US', tz: 'UTC', uid: env.uid };
    case 'res.users.has_group':
      return env.rights.has(ids[0] ?? 0, groupNamed(kwargs['group_ext_id']));
    case 'ir.actions.server.run':
      return ids.map((id) => runAction(env, actionName(env, id), (kwargs.context ?? {}) as ActionContext)).at(-1);
    case 'account.move.action_post':
      checkAccess(env, model, 'write');
      for (const id of ids) postMove(env, env.db.get('account.move', id));
      return false;
    case 'account.move.reversal.refund_moves': {
      const [{ reason, move_ids: invoices }] = ids.map((id) => env.db.get('account.move.reversal', id)) as [
        RowOf<'account.move.reversal'>,
      ];
      return { res_id: invoices.map((id) => creditNote(env, id, reason)).at(-1) };
    }
    case 'account.move.button_draft':
      checkAccess(env, model, 'write');
      for (const id of ids) write(env, 'account.move', id, { state: 'draft' });
      return undefined;
    case 'account.move.button_cancel':
      checkAccess(env, model, 'write');
      for (const id of ids) cancel(env, id);
      tell(env, 'invoice.cancelled', 'account.move', ids);
      return undefined;
    default:
      throw unknown(`the method ${model}.${method}`);
  }
}

/** A group by its XML id; of Odoo's own, those known here. */
const groupNamed = (id: unknown): Group => String(id).replace(/^\w+\.group_/, '') as Group;

function actionName({ db }: Env, id: number): string {
  const isIt = matcher(db, 'ir.model.data', [
    ['model', '=', 'ir.actions.server'],
    ['res_id', '=', id],
  ]);
  const [data] = db.where('ir.model.data', (row) => isIt(row as AnyRow));
  return data?.name ?? `ir.actions.server,${String(id)}`;
}

/** Odoo's `false` is the empty value of its field. */
function fromWire(values: Record<string, unknown>): Partial<AnyRow> {
  const stored = Object.entries(values).map(([name, value]) => [name, storedAs(value, name)]);
  return Object.fromEntries(stored) as Partial<AnyRow>;
}

const SET = 6;

/** Of commands for a many2many only the one that sets it is known, `[[6, 0, ids]]`; some plain ids set it as well. */
function storedAs(value: unknown, name: string): unknown {
  if (typeof value !== 'object') return value;
  const [command, ...more] = Array.isArray(value) ? (value as unknown[]) : [];
  if (Array.isArray(command) && command[0] === SET && more.length === 0) return command[2];
  if (typeof command === 'number') return value;
  throw unknown(`the value ${JSON.stringify(value)} for ${name}`);
}

function createRecord(env: Env, model: string, given: unknown, kwargs: Kwargs): number | number[] {
  if (Array.isArray(given)) return given.map((each) => createRecord(env, model, each, kwargs) as number);
  const values = fromWire(given as Record<string, unknown>);
  switch (model) {
    case 'account.analytic.line':
      return enterTime(env, values as unknown as Worked).id;
    case 'account.move.reversal': {
      const { active_ids: move_ids = [] } = (kwargs.context ?? {}) as { active_ids?: number[] };
      return create(env, model, { move_ids, ...values }).id;
    }
    case 'x_billing_adjustment':
      return adjust(env, values as Partial<RowOf<'x_billing_adjustment'>>).id;
    case 'x_billing_adjust':
      return create(env, model, values as Partial<RowOf<typeof model>>).id;
    case 'x_billing_delegation':
      return handOn(env, values as Partial<RowOf<'x_billing_delegation'>>).id;
    case 'x_billing_case_rule':
      return create(env, model, { x_sequence: 10, ...(values as Partial<RowOf<typeof model>>) }).id;
    case 'x_billing_submission':
      return submit(env, values as Partial<RowOf<'x_billing_submission'>>).id;
    case 'ir.attachment': {
      const { raw = '', ...rest } = values as Record<string, string>;
      const checksum = createHash('sha1').update(raw).digest('hex');
      return create(env, 'ir.attachment', { ...(rest as Partial<RowOf<'ir.attachment'>>), checksum }).id;
    }
    case 'resource.calendar.leaves':
      return create(env, model, { time_type: 'leave', ...values }).id;
    default:
      throw unknown(`how to create ${model}`);
  }
}

/** A write runs the add-on's automations: the posting guard, the approval of time. */
function writeRecord(env: Env, model: ModelName, id: number, values: Partial<AnyRow>): void {
  if (model === 'account.analytic.line' && 'x_billing_approved_facts' in values) {
    throw userError(
      'Time is approved for billing with the action Approve for billing, by a billing preparer or approver.',
    );
  }
  if (model === 'x_billing_adjustment') {
    withdraw(env, id, values);
    return;
  }
  if (model === 'x_billing_delegation') {
    changeDelegation(env, id, values);
    return;
  }
  const known = fieldsOf(model);
  const empty = (name: string, value: Value) =>
    value === false && known[name]?.type !== 'boolean' ? (known[name]?.initial ?? false) : value;
  const before = { ...(env.db.get(model, id) as AnyRow) };
  const stored = Object.entries(values).map(([name, value]) => {
    if (!(name in known)) throw unknown(`the field ${model}.${name}`);
    return [name, empty(name, value as Value)];
  });
  if (model === 'x_billing_case') {
    moveCase(env, id, Object.fromEntries(stored) as Partial<RowOf<typeof model>>);
    return;
  }
  write(env, model, id, Object.fromEntries(stored) as Partial<RowOf<typeof model>>);
  if (model === 'project.milestone' && values.is_reached && !before.is_reached) {
    tell(env, 'milestone.reached', model, [id]);
  }
  if (model === 'account.move.line') lineWritten(env, before, env.db.get(model, id));
  if (model === 'account.move') noteEdit(env, id);
  if (model === 'account.move' && values.state === 'posted') guard(env, env.db.get('account.move', id));
}

/** A deleted invoice leaves its record. A deleted line holds nothing: the ledger forgets it, and time stays linked to what else bills it. */
function unlinkRecord(env: Env, model: ModelName, id: number): void {
  const { db } = env;
  if (model === 'account.move') {
    elevated(env, db.get('account.move', id), 'deleted', 'Deleted');
    for (const line of db.where('account.move.line', ({ move_id }) => move_id === id))
      unlinkRecord(env, 'account.move.line', line.id);
    for (const kept of ['x_billing_part', 'x_billing_audit', 'x_billing_case'] as const)
      for (const row of db.where(kept, ({ x_move_id }) => x_move_id === id)) db.write(kept, row.id, { x_move_id: 0 });
  }
  if (model === 'account.move.line') {
    const { move_id, sale_line_ids } = db.get(model, id);
    for (const part of db.where('x_billing_part', ({ x_move_line_id }) => x_move_line_id === id))
      db.write('x_billing_part', part.id, { x_move_line_id: 0 });
    const linked = db.where(
      'account.analytic.line',
      (time) => time.timesheet_invoice_id === move_id && sale_line_ids.includes(time.so_line),
    );
    for (const time of linked) relink(db, 'account.analytic.line', time.id);
  }
  db.unlink(model, id);
}

function cancel(env: Env, id: number): void {
  write(env, 'account.move', id, { state: 'cancel' });
  // Time it shares with another invoice is linked to that one.
  for (const part of env.db.where('x_billing_part', ({ x_move_id }) => x_move_id === id))
    if (liveParts(env.db, part.x_model, [part.x_record_id]).length > 0) relink(env.db, part.x_model, part.x_record_id);
  const move = env.db.get('account.move', id);
  if (move.x_billing_key || hasRecord(env, move)) elevated(env, move, 'cancelled', 'Cancelled');
}

/** Another price or tax of a line that bills work is a controller's act; any edit is on record once somebody was asked. */
function lineWritten(env: Env, before: AnyRow, line: RowOf<'account.move.line'>): void {
  const move = env.db.get('account.move', line.move_id);
  const bills = env.db.where('x_billing_part', (part) => part.x_move_line_id === line.id && part.x_verdict === 'bill');
  const [label] = line.name.split('\n');
  for (const [name, title] of Object.entries({ price_unit: 'Price', discount: 'Discount', tax_ids: 'Tax' })) {
    const [was, now] = [before[name], (line as AnyRow)[name]].map(String);
    if (bills.length === 0 || was === now || env.rights.has(env.uid, 'robot_drafter')) continue;
    const what = `${title} of "${label}" changed from ${was} to ${now}`;
    elevated(env, move, name === 'tax_ids' ? 'tax-change' : 'rate-override', what, `Line ${String(line.id)}`);
  }
  noteEdit(env, line.move_id);
}

const GROUPS = ['preparer', 'approver', 'controller', 'terms_keeper'];

/** The add-on's names in `ir.model.data`, by which clients find its actions and groups. */
export function loadNames(env: Env): void {
  for (const name of GROUPS) {
    const { id } = create(env, 'res.groups', { name });
    const named = { module: 'billing_automation', name: `group_${name}`, model: 'res.groups' };
    create(env, 'ir.model.data', { ...named, res_id: id });
  }
  for (const name of Object.keys(ACTIONS)) {
    const data = create(env, 'ir.model.data', { module: 'billing_automation', name, model: 'ir.actions.server' });
    env.db.write('ir.model.data', data.id, { res_id: data.id });
  }
}
