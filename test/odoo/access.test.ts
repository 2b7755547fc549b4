import { expect, test } from 'vitest';
import { checkAccess } from '../../src/odoo/access.ts';
import { ACCESS } from './support/odoo.ts';

test.each([
  ['https://odoo.example.com', 'https://odoo.example.com'],
  ['https://odoo.example.com/', 'https://odoo.example.com'],
  ['  http://127.0.0.1:8069/ ', 'http://127.0.0.1:8069'],
  ['https://firm.odoo.com/odoo/sales/12', 'https://firm.odoo.com'],
  ['https://firm.odoo.com/web#action=1', 'https://firm.odoo.com'],
])('%s is the server %s', (url, server) => {
  expect(checkAccess({ ...ACCESS, url })).toEqual({ ...ACCESS, url: server });
});

test.each([
  [{ url: '' }, 'unreachable', 'No Odoo address is given.'],
  [{ url: 'odoo.example.com' }, 'unreachable', 'lacks https://'],
  [{ url: 'localhost:8069' }, 'unreachable', 'lacks https://'],
  [{ url: 'https://' }, 'unreachable', 'is no URL'],
  [{ url: 'https://odoo.example.com/erp' }, 'unreachable', 'ends in /erp'],
  [{ url: 'https://me:pw@odoo.example.com' }, 'unreachable', 'contains a login'],
  [{ database: '' }, 'database', 'No Odoo database is given.'],
  [{ login: '' }, 'login', 'No Odoo login is given.'],
  [{ password: '' }, 'login', 'No Odoo password is given.'],
])('%j is refused', (part, code, message) => {
  expect(() => checkAccess({ ...ACCESS, ...part })).toThrow(
    expect.objectContaining({ code, message: expect.stringContaining(message), mend: expect.stringMatching(/\w/) }),
  );
});
