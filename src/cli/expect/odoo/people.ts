import type { OdooApi } from '../../../odoo/api.ts';
import { idOf } from '../../../odoo/xml-id.ts';
import type { Expectation } from '../../expectation.ts';
import { advice, missing, ok } from '../../expectation.ts';

const HOW = 'Settings → Users, tab Access Rights, Billing control';

async function peopleIn(odoo: OdooApi, group: string): Promise<{ id: number; name: string; email: string }[]> {
  const id = await idOf(odoo, 'res.groups', group);
  const people = await odoo.searchRead('res.users', [['all_group_ids', 'in', [id]]], {
    fields: ['name', 'email'],
  });
  return people.map(({ id, name, email }) => ({
    id: id as number,
    name: String(name),
    email: email ? String(email) : '',
  }));
}

export const approvers: Expectation = {
  id: 'odoo.approvers',
  title: 'Somebody may approve who did not prepare the invoice',
  needs: ['odoo.addon'],
  async look({ odoo }) {
    const [approving, preparing] = await Promise.all([
      peopleIn(odoo(), 'group_approver'),
      peopleIn(odoo(), 'group_preparer'),
    ]);
    if (!approving.length)
      return missing('Nobody is an approver: no invoice of this database can be posted.', `${HOW}: Approver.`);
    const without = approving.filter(({ email }) => !email);
    if (without.length) {
      return missing(
        `Without an e-mail address nobody can be asked: ${without.map(({ name }) => name).join(', ')}.`,
        'Enter the address on the user in Odoo.',
      );
    }
    const [only] = approving;
    if (approving.length === 1 && preparing.length === 1 && preparing[0]?.id === only?.id) {
      return missing(
        `${only?.name} is the only preparer and the only approver, and can't approve what they prepare.`,
        `${HOW}: a second person.`,
      );
    }
    return ok(`Approvers: ${approving.map(({ name }) => name).join(', ')}`);
  },
};

export const preparers: Expectation = {
  id: 'odoo.preparers',
  title: 'Somebody approves time and works the exceptions',
  needs: ['odoo.addon'],
  async look({ odoo }) {
    const people = await peopleIn(odoo(), 'group_preparer');
    if (people.length) return ok(`Preparers: ${people.map(({ name }) => name).join(', ')}`);
    return advice(
      'Nobody is a preparer: time can be approved by approvers only, and cases wait for them.',
      `${HOW}: Preparer.`,
    );
  },
};
