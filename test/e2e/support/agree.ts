import type { OdooAccess } from '../../../src/odoo/api.ts';
import { connectXmlRpc } from '../../../src/odoo/xmlrpc.ts';
import { PASSWORD } from './world.ts';
import type { World as WholeWorld } from './world.ts';

type World = Pick<WholeWorld, 'as' | 'xmlId' | 'create'>;

/** As much of a world as terms need, of any database. */
export function officeOf(odoo: OdooAccess): World {
  const admin = connectXmlRpc(odoo);
  return {
    as: (login) => connectXmlRpc({ ...odoo, login, password: PASSWORD }),
    async xmlId(name) {
      const [module = '', id = ''] = name.split('.');
      const named = [
        ['module', '=', module],
        ['name', '=', id],
      ] as [string, string, string][];
      const [row] = await admin.searchRead('ir.model.data', named, { fields: ['res_id'] });
      return row?.res_id as number;
    },
    create: async (model, values) => one(await admin.call(model, 'create', [values])),
  };
}

const KEEPERS = ['ann', 'ben'];

/** Two people who keep the terms: one proposes, the other agrees. */
export async function hireKeepers(world: World): Promise<void> {
  const groups = await Promise.all(['base.group_user', 'billing_automation.group_terms_keeper'].map(world.xmlId));
  for (const login of KEEPERS)
    await world.create('res.users', { name: login, login, password: PASSWORD, group_ids: [[6, 0, groups]] });
}

const one = (made: unknown): number => [made].flat()[0] as number;

export async function act(world: World, login: string, action: string, ...terms: number[]): Promise<unknown> {
  const id = await world.xmlId(`billing_automation.action_terms_${action}`);
  return world.as(login).call('ir.actions.server', 'run', [[id]], {
    context: { active_model: 'x_billing_terms', active_ids: terms, active_id: terms[0] },
  });
}

/** An agreement, written by Ann. */
export async function writeAgreement(world: World, about: object): Promise<number> {
  const currency = await world.xmlId('base.USD');
  const values = { x_name: 'Agreement', x_currency_id: currency, ...about };
  return one(await world.as('ann').call('x_billing_agreement', 'create', [values]));
}

const SIGNED = { x_effective_from: '2026-01-01', x_signed_on: '2026-09-15', x_signed_by: 'Jane Doe' };

/** A version of it, proposed by Ann. */
export async function proposeTerms(world: World, agreement: number, values: object): Promise<number> {
  const whole = { ...SIGNED, x_agreement_id: agreement, ...values };
  const terms = one(await world.as('ann').call('x_billing_terms', 'create', [whole]));
  await act(world, 'ann', 'propose', terms);
  return terms;
}

/** The same, agreed to by Ben. */
export async function signTerms(world: World, agreement: number, values: object): Promise<number> {
  const terms = await proposeTerms(world, agreement, values);
  await act(world, 'ben', 'agree', terms);
  return terms;
}

/** Of the order, as agreed on. */
export async function agree(world: World, orderId: number, values: object, currency?: number): Promise<number> {
  const agreement = await writeAgreement(world, { x_order_id: orderId, ...(currency && { x_currency_id: currency }) });
  await signTerms(world, agreement, values);
  return agreement;
}

/** Each of the orders under an agreement of its own, all with the same terms, in a handful of calls. */
export async function agreeAll(world: World, orderIds: number[], values: object): Promise<void> {
  const currency = await world.xmlId('base.USD');
  const ann = world.as('ann');
  const about = orderIds.map((order) => ({ x_name: 'Agreement', x_currency_id: currency, x_order_id: order }));
  const agreements = (await ann.call('x_billing_agreement', 'create', [about])) as number[];
  const versions = agreements.map((agreement) => ({ ...SIGNED, x_agreement_id: agreement, ...values }));
  const terms = (await ann.call('x_billing_terms', 'create', [versions])) as number[];
  await act(world, 'ann', 'propose', ...terms);
  await act(world, 'ben', 'agree', ...terms);
}
