import type { World } from '../world.ts';
import { act } from '../agree.ts';
import { createAll } from '../seed/odoo.ts';
import type { Ground } from './ground.ts';
import type { Staged } from './stage.ts';
import { termsValues } from '../../../../src/odoo/terms/form.ts';

/** Writes every case's agreements, and has two people agree to their versions, the first ones first. */
export async function agreeToAll(world: World, ground: Ground, cases: Staged[]): Promise<void> {
  const ann = world.as('ann');
  const all = cases.flatMap((one) => one.agreements.map((agreement) => ({ one, agreement })));
  const ids = new Map<unknown, number>();
  for (const master of [true, false]) {
    const own = all.filter(({ agreement }) => (agreement.under === undefined) === master);
    const made = await createAll(ann, 'x_billing_agreement', own.map(aboutOf));
    own.forEach(({ agreement }, index) => ids.set(agreement, made[index] as number));
  }

  function aboutOf({ one, agreement }: (typeof all)[number]) {
    const { name, customer, order, project, under, currency } = agreement;
    // The case's own currency is the one it is played in; another stays another.
    const code =
      currency === (one.currency ?? 'EUR') ? one.code : [ground.own, ground.other].find((each) => each !== one.code);
    return {
      x_name: name,
      x_currency_id: ground.currencies.get(code ?? ''),
      ...(customer && { x_partner_id: one.resolve('res.partner', customer) }),
      ...(order && { x_order_id: one.resolve('sale.order', order) }),
      ...(project && { x_project_id: one.resolve('project.project', project) }),
      ...(under && { x_under_id: ids.get(one.agreements.find(({ id }) => id === under)) }),
    };
  }

  for (let place = 0; ; place += 1) {
    const versions = all.flatMap(({ one, agreement }) => {
      const version = agreement.versions[place];
      return version
        ? [{ version, values: { x_agreement_id: ids.get(agreement), ...termsValues(version, one.resolve) } }]
        : [];
    });
    if (versions.length === 0) return;
    const made = await createAll(
      ann,
      'x_billing_terms',
      versions.map(({ values }) => values),
    );
    const agreed = made.filter((_, index) => versions[index]?.version.status !== 'draft');
    await act(world, 'ann', 'propose', ...agreed);
    await act(world, 'ben', 'agree', ...agreed);
  }
}
