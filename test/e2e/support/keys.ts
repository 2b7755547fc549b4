import type { OdooApi } from '../../../src/odoo/api.ts';
import type { Clockwork } from '../../contract/place.ts';

const CODE = `
user = env['res.users'].search([('login', '=', env.context['key_login'])])
expires = datetime.datetime.now() + datetime.timedelta(seconds=env.context['key_seconds'])
action = {'key': env['res.users.apikeys'].with_user(user).sudo()._generate(None, env.context['key_name'], expires)}
`;

/** Makes API keys without a browser, as an administrator: of any user, valid for so many hours (or expired as long ago). */
export async function keyMaker(admin: OdooApi): Promise<Clockwork['makeKey']> {
  const [model] = await admin.searchRead('ir.model', [['model', '=', 'res.users']], { fields: ['id'] });
  const values = { name: 'Make an API key', state: 'code', model_id: model?.id, code: CODE };
  const [action] = [await admin.call('ir.actions.server', 'create', [values])].flat();
  return async (login, name, hours) => {
    const context = { key_login: login, key_name: name, key_seconds: Math.round(hours * 3600) };
    const { key } = (await admin.call('ir.actions.server', 'run', [[action]], { context })) as { key: string };
    return key;
  };
}
