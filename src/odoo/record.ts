import { z } from 'zod/v4';
import type { Domain, OdooApi } from './api.ts';
import { ADDON } from './pack.ts';
import { withAction } from './throwaway.ts';

/** One kind of record that goes with the add-on, e.g. the decisions. */
export interface RecordPart {
  /** `x_billing_decision`, `account.move`, … */
  model: string;
  /** One JSON object a record, by id. */
  lines: string[];
}

/** The add-on's own models are one table each; of Odoo's models it is the fields the add-on has put on them. */
interface Kept {
  model: string;
  fields: string[];
  domain: Domain;
}

const PAGE = 1_000;

/** As superuser: an administrator sees neither other companies' records nor, without a billing group, any decision. */
const READ = `
def plain(value):
    return value.decode() if isinstance(value, bytes) else str(value)

given = env.context['billing']
records = env[given['model']].sudo().with_context(active_test=False).search(
    given['domain'] + [('id', '>', given['after'])], order='id', limit=given['limit'])
action = {
    'last': records.ids[-1] if records else 0,
    'lines': [json.dumps(row, default=plain, sort_keys=True) + '' for row in records.read(given['fields'])],
}
`;

const page = z.object({ last: z.number().int(), lines: z.array(z.string()) });

/** Everything that uninstalling the add-on would take with it: decisions, ledger, cases, and its fields on Odoo's records. */
export async function readRecord(api: OdooApi): Promise<RecordPart[]> {
  const kept = await whatGoes(api);
  return withAction(api, 'res.users', READ, async (run) => {
    const parts: RecordPart[] = [];
    for (const what of kept) {
      const lines: string[] = [];
      for (let after = 0; ;) {
        const read = page.parse(await run({ ...what, after, limit: PAGE }));
        lines.push(...read.lines);
        if (read.lines.length < PAGE) break;
        after = read.last;
      }
      parts.push({ model: what.model, lines });
    }
    return parts;
  });
}

/** What only names or counts other records, or is computed, is not kept: it follows from the rest. */
async function whatGoes(api: OdooApi): Promise<Kept[]> {
  const named: Domain = [
    ['module', '=', ADDON],
    ['model', '=', 'ir.model.fields'],
  ];
  const ours = (await api.searchRead('ir.model.data', named, { fields: ['res_id'] })).map((row) => row.res_id);
  const own = await api.searchRead(
    'ir.model.fields',
    [
      ['id', 'in', ours],
      ['store', '=', true],
      ['ttype', '!=', 'one2many'],
    ],
    { fields: ['model', 'name'], order: 'model, name' },
  );
  const models = [...new Set(own.map((field) => String(field.model)))].sort();
  const tables = models.map((model): Kept => {
    const names = own.filter((field) => field.model === model).map((field) => String(field.name));
    if (!model.startsWith('x_')) return { model, fields: ['display_name', ...names], domain: anySet(names) };
    return { model, fields: [...names, 'create_uid', 'create_date', 'write_uid', 'write_date'], domain: [] };
  });
  return [...tables, ...WRITTEN_ON_THEM];
}

/** What people wrote on cases and attached to them goes with the cases. */
const WRITTEN_ON_THEM: readonly Kept[] = [
  {
    model: 'mail.message',
    fields: ['model', 'res_id', 'date', 'author_id', 'email_from', 'message_type', 'subject', 'body'],
    domain: [['model', '=like', 'x_billing_%']],
  },
  {
    model: 'ir.attachment',
    fields: ['res_model', 'res_id', 'name', 'mimetype', 'checksum', 'create_uid', 'create_date', 'datas'],
    domain: [['res_model', '=like', 'x_billing_%']],
  },
];

const anySet = (fields: readonly string[]): Domain => [
  ...Array.from({ length: fields.length - 1 }, () => '|'),
  ...fields.map((field): [string, string, unknown] => [field, '!=', false]),
];
