import { TABLES } from '../../src/odoo/terms/shape.ts';
import { writePolicy } from '../../src/sandbox/actions/load-policy.ts';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';
import type { Clockwork } from './place.ts';

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
      return writePolicy((model, row) => store.create(model, row).id, { x_status: 'in-force', ...policy });
    },
    async makeKey(login, name, hours) {
      const end = new Date(now().getTime() + hours * 3_600_000).toISOString();
      return sandbox.makeKey(login, { name, expires: end.slice(0, 19).replace('T', ' ') });
    },
  };
}
