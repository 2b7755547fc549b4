import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { termsFiles } from '../../scripts/terms-addon.ts';

test('what follows from the schema of terms is current (node scripts/terms-addon.ts writes it)', async () => {
  for (const [path, text] of Object.entries(await termsFiles()))
    expect((await readFile(new URL(`../../${path}`, import.meta.url), 'utf8')) === text, path).toBe(true);
});
