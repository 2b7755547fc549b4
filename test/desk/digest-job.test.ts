import { expect, it } from 'vitest';
import { digest } from '../../src/desk/jobs/digest.ts';

it('a digest that waits since before its setting was taken out has nothing to do', async () => {
  await expect(digest({ watching: { odoo: {}, names: [] }, digestTo: [] } as never)).resolves.toBeUndefined();
});
