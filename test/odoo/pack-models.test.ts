import { parse } from 'csv-parse/sync';
import { strFromU8, unzipSync } from 'fflate';
import { expect, test } from 'vitest';
import { modelFiles, takeModels } from '../../src/odoo/pack-models.ts';
import type { ModelRow } from '../../src/odoo/pack-models.ts';
import { packAddon } from '../../src/odoo/pack.ts';

const read = (text = '') => parse<ModelRow>(text, { columns: true });

const XML = `<odoo>
  <record id="model_a" model="ir.model">
    <field name="name">A, and "b"</field>
    <field name="model">x_a</field>
  </record>
  <record id="field_a_name" model="ir.model.fields">
    <field name="name">x_name</field>
    <field name="model_id" ref="model_a"/>
    <field name="ttype">char</field>
    <field name="required" eval="True"/>
  </record>
  <record id="field_a_short" model="ir.model.fields">
    <field name="name">x_short</field>
    <field name="model_id" ref="model_a"/>
    <field name="ttype">char</field>
    <field name="depends">x_name</field>
    <field name="compute"><![CDATA[for a in self:
    a['x_short'] = a.x_name and a.x_name[0] < 'b']]></field>
  </record>
  <record id="default_a_name" model="ir.default"/>
  <record id="model_a" model="ir.model">
    <field name="order">x_name, id</field>
  </record>
</odoo>`;

const CSV = 'id,name,model_id:id,ttype,on_delete\nfield_a_b_id,x_b_id,model_a,many2one,cascade\n';

test('models and fields are taken out of XML and CSV, what they depend on first', () => {
  const { rest, ...taken } = takeModels({ 'models/a.xml': XML, 'models/ir.model.fields-b.csv': CSV });
  expect(rest).toEqual({ 'models/a.xml': '<odoo>\n  <record id="default_a_name" model="ir.default"/>\n</odoo>' });

  const files = modelFiles(taken);
  expect(Object.keys(files)).toEqual([
    'models/ir.model.csv',
    'models/ir.model.fields.csv',
    'models/ir.model.fields-computed.csv',
    'models/orders.xml',
  ]);
  expect(read(files['models/ir.model.csv'])).toEqual([{ id: 'model_a', name: 'A, and "b"', model: 'x_a' }]);
  expect(read(files['models/ir.model.fields.csv'])).toMatchObject([
    { id: 'field_a_name', 'model_id:id': 'model_a', required: 'True', store: 'True', copied: 'True', on_delete: '' },
    { id: 'field_a_b_id', ttype: 'many2one', on_delete: 'cascade' },
  ]);
  expect(read(files['models/ir.model.fields-computed.csv'])).toMatchObject([
    { compute: "for a in self:\n    a['x_short'] = a.x_name and a.x_name[0] < 'b'", copied: 'False' },
  ]);
  expect(files['models/orders.xml']).toContain(
    `<value eval="[ref('model_a')]"/><value eval="{'order': 'x_name, id'}"/>`,
  );
});

test("none of the add-on's is made alone, and what Odoo has is left out", async () => {
  const texts = async (...args: Parameters<typeof packAddon>) =>
    Object.entries(unzipSync((await packAddon(...args)).zip)).map(([file, bytes]) => [file, strFromU8(bytes)] as const);
  const all = await texts();
  expect(all.filter(([, text]) => /model="ir\.model(\.fields)?">/.test(text)).map(([file]) => file)).toEqual([]);
  const made = (files: typeof all) =>
    files
      .map(([file]) => file.replace('billing_automation/', ''))
      .filter((file) => /ir\.model(\.fields.*)?\.csv|orders/.test(file));
  expect(made(all)).toHaveLength(4);
  expect(made(await texts(undefined, () => true))).toEqual([]);
});
