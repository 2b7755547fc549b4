import { onTestFinished } from 'vitest';
import type { OdooApi, Row } from '../../src/odoo/api.ts';
import type { Place } from './place.ts';

export const controllerOf = ({ firm }: Place) => firm.users.find(({ role }) => role === 'controller');

export async function made(api: OdooApi, entry: string, values: Row): Promise<number> {
  const row = { x_record: entry, x_reason: 'Goodwill', ...values };
  return [await api.call('x_billing_adjustment', 'create', [row])].flat()[0] as number;
}

/** By the controller, in force until the end of the test. */
export async function adjust(place: Place, entry: string, values: Row): Promise<number> {
  const id = await made(place.controller, entry, values);
  onTestFinished(async () => {
    const [row] = await place.controller.searchRead('x_billing_adjustment', [['id', '=', id]], {
      fields: ['x_withdrawn_by'],
    });
    if (!row?.x_withdrawn_by) await withdraw(place, id);
  });
  return id;
}

/** In somebody's name: only their own is taken. */
export async function withdraw(place: Place, id: number, login = controllerOf(place)?.login ?? ''): Promise<void> {
  const [user] = await place.admin.searchRead('res.users', [['login', '=', login]], { fields: ['id'] });
  await place.controller.call('x_billing_adjustment', 'write', [[id], { x_withdrawn_by: user?.id }]);
}
