import { expect, test } from 'vitest';
import { idInLink } from '../../src/odoo/links.ts';

test.each([
  ['order', 'https://odoo.example.com/odoo/sales/42', 42],
  ['order', ' https://odoo.example.com/odoo/sales/42/?debug=1#x ', 42],
  ['order', 'https://odoo.example.com/odoo/project/9/sales/42', 42],
  ['order', 'https://odoo.example.com/odoo/sale.order/42', 42],
  ['order', 'https://odoo.example.com/odoo/sales/42/customer-invoices/7', undefined],
  ['order', 'https://odoo.example.com/odoo/customers/14', undefined],
  ['project', 'https://odoo.example.com/odoo/project/9/tasks', 9],
  ['project', 'https://odoo.example.com/odoo/project/9/tasks/17', 9],
  ['project', 'https://odoo.example.com/odoo/all-tasks/17', undefined],
  ['customer', 'https://odoo.example.com/odoo/customers/14', 14],
  ['customer', 'https://odoo.example.com/odoo/sales/42/res.partner/14', 14],
  ['company', 'https://odoo.example.com/odoo/companies/1', undefined],
  ['order', '42', undefined],
] as const)('%s of %s', (name, link, id) => {
  expect(idInLink(name, link)).toBe(id);
});
