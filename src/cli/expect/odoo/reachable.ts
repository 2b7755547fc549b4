import type { Expectation } from '../../expectation.ts';
import { missing, ok } from '../../expectation.ts';

export const reachable: Expectation = {
  id: 'odoo.reachable',
  title: 'Odoo 19 answers, and lets the administrator in',
  needs: ['settings.complete'],
  async look(place) {
    const { settings } = place;
    const odoo = place.odoo();
    const version = await odoo.version();
    if (Number.parseFloat(version) < 19) {
      return missing(`${settings.need('ODOO_URL')} is Odoo ${version}.`, 'Odoo 19 is needed: upgrade it first.');
    }
    const login = settings.need('ODOO_ADMIN_LOGIN');
    const rights = await odoo.call('res.users', 'has_group', [[await ownId(place)]], {
      group_ext_id: 'base.group_system',
    });
    if (rights) return ok(`Odoo ${version}, database ${settings.need('ODOO_DATABASE')}, as ${login}`);
    return missing(
      `"${login}" is no administrator.`,
      'Set ODOO_ADMIN_LOGIN to a user with Role / Administrator, or give this user that role.',
    );
  },
};

async function ownId({ odoo, settings }: Parameters<Expectation['look']>[0]): Promise<number> {
  const [user] = await odoo().searchRead('res.users', [['login', '=', settings.need('ODOO_ADMIN_LOGIN')]], {
    fields: ['id'],
  });
  return user?.id as number;
}
