import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { strFromU8, unzipSync } from 'fflate';
import { afterEach, expect, test } from 'vitest';
import { packAddon } from '../../src/odoo/pack.ts';

let addons: string | undefined;
afterEach(async () => {
  if (addons) await rm(addons, { recursive: true });
  addons = undefined;
});

const MANIFEST = "{'version': '19.0.1.2.3', 'data': ['a.xml']}";
const ACTION = '<odoo><field name="code"><!-- include actions/go.py --></field></odoo>';

async function pack(files: Record<string, string>) {
  addons = await mkdtemp(join(tmpdir(), 'addon-'));
  for (const [name, text] of Object.entries(files)) {
    const path = join(addons, 'billing_automation', name);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, text);
  }
  const { version, zip } = await packAddon(addons);
  const contents = Object.entries(unzipSync(zip)).map(([name, bytes]) => [name, strFromU8(bytes)]);
  return { version, files: Object.fromEntries(contents) as Record<string, string> };
}

test('Python stands in the XML that includes it, with what it includes itself', async () => {
  const { version, files } = await pack({
    '__manifest__.py': MANIFEST,
    'a.xml': ACTION,
    'actions/go.py': "# include shared.py\nif a[b[0]]>1 and x < y:\n    raise UserError('no')\n",
    'actions/shared.py': '# Shared.\ndef f():\n    return 1\n',
    'static/description/icon.svg': '<svg/>',
    'README.md': 'not for Odoo',
  });
  expect(version).toBe('19.0.1.2.3');
  expect(files).toEqual({
    'billing_automation/__manifest__.py': MANIFEST,
    'billing_automation/a.xml':
      '<odoo><field name="code"><![CDATA[# Shared.\ndef f():\n    return 1\n' +
      "if a[b[0]]]]><![CDATA[>1 and x < y:\n    raise UserError('no')\n]]></field></odoo>",
    'billing_automation/static/description/icon.svg': '<svg/>',
  });
});

test.each([
  [
    'an included file',
    { '__manifest__.py': MANIFEST, 'a.xml': ACTION },
    /a\.xml includes .*go\.py, which is not there/,
  ],
  ['a listed file', { '__manifest__.py': MANIFEST }, /lists files that are not there: a\.xml/],
  ['a file in the list', { '__manifest__.py': MANIFEST, 'a.xml': '<odoo/>', 'b.csv': 'id' }, /does not list b\.csv/],
  ['the version', { '__manifest__.py': '{}' }, /names no version/],
])('%s is missing', async (_, files: Record<string, string>, message) => {
  await expect(pack(files)).rejects.toThrow(message);
});

test('the add-on packs completely, and the same way each time', async () => {
  const { version, zip } = await packAddon();
  expect(version).toMatch(/^19\.0\.\d+\.\d+\.\d+$/);
  const texts = Object.entries(unzipSync(zip)).map(([name, bytes]) => [name, strFromU8(bytes)] as const);
  expect(texts.filter(([, text]) => /(# |<!--\s*)include /.test(text)).map(([name]) => name)).toEqual([]);
  expect((await packAddon()).zip).toEqual(zip);
});
