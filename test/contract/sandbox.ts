import type { Row } from '../../src/odoo/api.ts';
import { POLICY_TABLES } from '../../src/odoo/policy/shape.ts';
import { TABLES } from '../../src/odoo/terms/shape.ts';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';
import type { Clockwork } from './place.ts';

/** Ids of a list, from the command that sets it. */
const linked = (value: unknown): unknown => {
  const [first] = Array.isArray(value) ? (value as unknown[]) : [];
  return Array.isArray(first) && first[0] === 6 ? (first[2] as number[]) : value;
};

export function clockworkOf(sandbox: Sandbox): Clockwork {
  const now = () => new Date(sandbox.now());
  return {
    now,
    async agree(about, version) {
      const { store } = sandbox;
      const { id } = store.create('x_billing_agreement', { x_active: true, ...about });
      store.write('x_billing_agreement', id, { x_key: `agreement-${String(id)}` });
      const fields = Object.entries(version).filter(([, value]) => !Array.isArray(value));
      const signed = { x_version: 1, x_status: 'signed', x_signed_on: '2026-01-01', x_signed_by: 'Jane Doe' };
      const terms = store.create('x_billing_terms', { x_agreement_id: id, ...signed, ...Object.fromEntries(fields) });
      for (const { model, field } of TABLES) {
        const rows = (version[field] ?? []) as [0, 0, object][];
        for (const [, , row] of rows)
          store.create(model as 'x_billing_terms', { x_terms_id: terms.id, ...row } as object);
      }
    },
    async decree(policy) {
      const { store } = sandbox;
      const make = (model: string, values: Row, of?: [string, number]): number => {
        const plain = Object.entries(values).filter(
          ([name]) => !POLICY_TABLES.some(({ parent }) => parent.many === name),
        );
        const fields = Object.fromEntries(plain.map(([name, value]) => [name, linked(value)]));
        const { id } = store.create(
          model as 'x_billing_policy',
          { ...fields, ...(of && { [of[0]]: of[1] }) } as object,
        );
        for (const { model: rows, parent } of POLICY_TABLES.filter((table) => table.parent.model === model))
          for (const [, , row] of (values[parent.many] ?? []) as [0, 0, Row][]) make(rows, row, [parent.field, id]);
        return id;
      };
      return make('x_billing_policy', { x_status: 'in-force', ...policy });
    },
    async makeKey(login, name, hours) {
      const end = new Date(now().getTime() + hours * 3_600_000).toISOString();
      return sandbox.makeKey(login, { name, expires: end.slice(0, 19).replace('T', ' ') });
    },
  };
}
