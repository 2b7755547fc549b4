import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { ACTIONS } from '../../src/sandbox/actions/index.ts';
import { COMPUTED } from '../../src/sandbox/computed.ts';
import { MODELS, type ModelName } from '../../src/sandbox/models.ts';
import type { Field } from '../../src/sandbox/schema.ts';

const addon = new URL('../../src/odoo/addon/billing_automation/', import.meta.url);
const read = (path: string) => readFileSync(new URL(path, addon), 'utf8');
const records = (xml: string, model: string) =>
  xml
    .split('<record ')
    .filter((record) => record.includes(`model="${model}"`))
    .map((record) => ({
      id: /id="(\w+)"/.exec(record)?.[1] ?? '',
      field: (name: string) => new RegExp(`<field name="${name}"(?: ref="([^"]+)"/)?>([^<]*)`).exec(record),
      text: record,
    }));

const allIn = (folder: string) =>
  readdirSync(new URL(`${folder}/`, addon))
    .filter((file) => file.endsWith('.xml'))
    .map((file) => read(`${folder}/${file}`))
    .join('\n');
const xml = allIn('models');
const own = new Map(
  records(xml, 'ir.model').flatMap(({ id, field }) => (field('model') ? [[id, field('model')?.[2] ?? '']] : [])),
);

/** `analytic.model_account_analytic_line` is account.analytic.line. */
const modelOf = (ref: string): ModelName => {
  const flat = ref.split('model_').slice(1).join('model_');
  const known = own.get(ref) ?? Object.keys(MODELS).find((name) => name.replaceAll('.', '_') === flat);
  return known as ModelName;
};

/** The fields of terms and policies come as CSV, in the columns of their head. */
const inCsv = (file: string) => {
  const [head = '', ...lines] = read(`models/${file}`).trim().split('\n');
  const columns = head.split(',');
  return lines.map((line) => {
    const cells = Array.from(line.matchAll(/(?:^|,)("(?:[^"]|"")*"|[^,]*)/g), ([, cell = '']) => cell);
    const at = (name: string) => cells[columns.indexOf(name === 'model_id' ? 'model_id:id' : name)] ?? '';
    // In the form of a match: the reference, then the text.
    return { field: (name: string) => (at(name) ? ['', at(name), at(name)] : null) };
  });
};
const made = ['ir.model.fields-terms.csv', 'ir.model.fields-policy.csv'].flatMap(inCsv);

test('the sandbox has every field of the add-on, of the same type', () => {
  const fields = [...records(xml, 'ir.model.fields'), ...made];
  expect(fields.length).toBeGreaterThan(50);
  for (const { field } of fields) {
    const [name, type, model] = [field('name')?.[2], field('ttype')?.[2], modelOf(field('model_id')?.[1] ?? '')];
    const known: Record<string, Field> = { ...MODELS[model], ...COMPUTED[model] };
    expect(known[name ?? ''], `${model}.${String(name)}`).toMatchObject({
      type,
      ...(field('relation') && { comodel: field('relation')?.[2] }),
    });
  }
});

test('and none that the add-on has not', () => {
  const declared = new Set([...records(xml, 'ir.model.fields'), ...made].map(({ field }) => field('name')?.[2]));
  const imitated = Object.values(MODELS).flatMap((fields) =>
    Object.keys(fields).filter((name) => name.startsWith('x_')),
  );
  expect(imitated.filter((name) => !declared.has(name))).toEqual([]);
});

test('actions are the same, for the same groups', () => {
  const groupsOf = (text: string) => [...text.matchAll(/ref\('group_(\w+)'\)/g)].map(([, group]) => group).toSorted();
  const actions = records(allIn('actions'), 'ir.actions.server').map(({ id, text }) => [id, groupsOf(text)] as const);
  const all = Object.fromEntries(actions);
  const imitated = Object.entries(ACTIONS).map(([name, { groups }]) => [name, groups.toSorted()] as const);
  expect(Object.fromEntries(imitated)).toEqual(Object.fromEntries(imitated.map(([name]) => [name, all[name]])));
  // What programs call is in one file; what only the screens call need not be imitated.
  const called = records(read('actions/actions.xml'), 'ir.actions.server').map(({ id }) => id);
  expect(called.filter((id) => !(id in ACTIONS))).toEqual([]);
});
