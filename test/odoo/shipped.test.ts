import { expect, test } from 'vitest';
import { shippedRecords } from '../../src/odoo/shipped.ts';

const records = new Map((await shippedRecords()).map((record) => [record.id, record]));

test('a record is read as the files hold it: text, truth, references', () => {
  const guard = records.get('billing_automation.automation_guard');
  expect(guard).toMatchObject({
    model: 'base.automation',
    fields: {
      trigger: { is: 'text', text: 'on_create_or_write' },
      filter_pre_domain: { is: 'text', text: '' },
      active: { is: 'boolean', value: true },
      model_id: { is: 'one', ref: 'account.model_account_move' },
    },
  });
  expect(guard?.fields['trigger_field_ids']).toMatchObject({ is: 'many', exact: true });
  const { code } = records.get('billing_automation.automation_guard_code')?.fields ?? {};
  expect(code).toMatchObject({ is: 'text', text: expect.stringContaining('raise UserError(') });
});

test('rights come from the CSV', () => {
  expect(records.get('billing_automation.access_decision_group_robot_desk')).toEqual({
    id: 'billing_automation.access_decision_group_robot_desk',
    model: 'ir.model.access',
    fields: {
      model_id: { is: 'one', ref: 'billing_automation.model_decision' },
      group_id: { is: 'one', ref: 'billing_automation.group_robot_desk' },
      perm_read: { is: 'boolean', value: true },
      perm_write: { is: 'boolean', value: false },
      perm_create: { is: 'boolean', value: false },
      perm_unlink: { is: 'boolean', value: false },
    },
  });
});

test('every automation, action, group and rule of the add-on is among them', () => {
  const of = (model: string) => [...records.values()].filter((record) => record.model === model).length;
  expect(of('base.automation')).toBeGreaterThanOrEqual(6);
  expect(of('ir.actions.server')).toBeGreaterThanOrEqual(16);
  expect(of('res.groups')).toBeGreaterThanOrEqual(5);
  expect(of('ir.rule')).toBeGreaterThanOrEqual(8);
});
