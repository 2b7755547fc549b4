import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, test } from 'vitest';

import manifest from '../../package.json' with { type: 'json' };
import { ownCredentials, ownNodes } from '../../scripts/n8n-types.ts';

const root = join(import.meta.dirname, '../..');
const iconsOf = (icon: unknown): string[] => Object.values(icon as Record<string, string>);

describe('the package as n8n loads it', () => {
  test('has every node that package.json promises, under its name', () => {
    expect(Object.keys(ownNodes).sort()).toEqual([
      'n8n-nodes-odoo-billing.billingApproval',
      'n8n-nodes-odoo-billing.billingDecisionTrigger',
      'n8n-nodes-odoo-billing.billingRules',
      'n8n-nodes-odoo-billing.billingWatch',
      'n8n-nodes-odoo-billing.odooBilling',
      'n8n-nodes-odoo-billing.odooBillingLookup',
      'n8n-nodes-odoo-billing.odooBillingTrigger',
    ]);
  });

  test('declares its modules as CommonJS, although the package itself is ESM', () => {
    expect(JSON.parse(readFileSync(join(root, 'dist/package.json'), 'utf8'))).toEqual({ type: 'commonjs' });
  });

  test.each(manifest.n8n.nodes)('%s brings its icons and its codex file', (file) => {
    const node = Object.values(ownNodes).find(({ description }) =>
      file.includes(`/${description.displayName.replaceAll(' ', '')}/`),
    );
    for (const icon of iconsOf(node?.description.icon)) {
      expect(existsSync(join(root, file, '..', icon.replace('file:', '')))).toBe(true);
    }
    const codex = JSON.parse(readFileSync(join(root, file.replace(/\.js$/, '.json')), 'utf8')) as { node: string };
    expect(ownNodes[codex.node]).toBe(node);
  });

  test('has no secret preset in a credential', () => {
    const secrets = ownCredentials.flatMap(({ properties }) =>
      properties.filter(({ typeOptions }) => typeOptions?.password),
    );
    expect(secrets.map((property) => property.default)).toEqual(['', '']);
    for (const { icon } of ownCredentials) {
      for (const path of iconsOf(icon))
        expect(existsSync(join(root, 'dist/credentials', path.replace('file:', '')))).toBe(true);
    }
  });

  test('needs no package at run time but n8n-workflow', () => {
    expect(manifest).not.toHaveProperty('dependencies');
    const required = manifest.n8n.nodes.flatMap((file) =>
      [...readFileSync(join(root, file), 'utf8').matchAll(/require\("([^"./][^"]*)"\)/g)].map(([, name = '']) => name),
    );
    const builtin = process.getBuiltinModule('node:module').builtinModules;
    const foreign = required.filter((name) => !builtin.includes(name.replace('node:', '')));
    expect([...new Set(foreign)]).toEqual(['n8n-workflow']);
  });
});
