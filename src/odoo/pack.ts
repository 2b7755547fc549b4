import { readFile, readdir } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { strToU8, zipSync } from 'fflate';
import { modelFiles, takeModels } from './pack-models.ts';
import type { ModelRow, Models } from './pack-models.ts';

export const ADDON = 'billing_automation';

const ADDONS = join(import.meta.dirname, 'addon');
const MANIFEST = '__manifest__.py';

/** What Odoo reads of an imported module besides its manifest. */
const READ_BY_ODOO = /\.(xml|csv)$|^(static|i18n)\//;

const DATA = /\.(xml|csv)$/;

/** In XML, the place of a Python file's text; in Python, of another file beside it. */
const XML_INCLUDE = /<!--\s*include\s+(\S+)\s*-->/g;
const PYTHON_INCLUDE = /^# include (\S+)$/gm;

export interface PackedAddon {
  version: string;
  zip: Uint8Array;
  /** All its models and fields, those that were left out too. */
  models: Models;
}

/**
 * The add-on as Odoo's module import wants it: Python of actions put into the XML, which is all that travels, and
 * models and fields together. `leaveOut` says which of these Odoo has as they are.
 *
 * @throws Error where an included file is missing, or manifest and files differ
 */
export async function packAddon(
  addons = ADDONS,
  leaveOut: (row: ModelRow) => boolean = () => false,
): Promise<PackedAddon> {
  const folder = join(addons, ADDON);
  const manifest = await readFile(join(folder, MANIFEST), 'utf8');
  const version = /'version':\s*'([^']+)'/.exec(manifest)?.[1];
  if (!version) throw new Error(`${join(folder, MANIFEST)} names no version.`);

  const files = (await filesIn(folder)).filter((file) => READ_BY_ODOO.test(file));
  checkListed(manifest, files);

  const contents: Record<string, Uint8Array> = {};
  const data: Record<string, string> = {};
  for (const file of files) {
    const bytes = await readFile(join(folder, file));
    if (!DATA.test(file)) contents[file] = bytes;
    else data[file] = file.endsWith('.xml') ? await inline(folder, file, String(bytes)) : String(bytes);
  }
  const { rest, ...models } = takeModels(data);
  const made = modelFiles({
    models: models.models.filter((row) => !leaveOut(row)),
    fields: models.fields.filter((row) => !leaveOut(row)),
  });
  const texts = { [MANIFEST]: relist(manifest, Object.keys(made), Object.keys(rest)), ...rest, ...made };
  for (const [file, text] of Object.entries(texts)) contents[file] = strToU8(text);
  // The same files make the same bytes.
  const named = Object.entries(contents).map(([file, bytes]) => [`${ADDON}/${file}`, bytes]);
  return { version, zip: zipSync(Object.fromEntries(named) as typeof contents, { mtime: '1980-01-01' }), models };
}

async function filesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return files.map((file) => relative(folder, file).replaceAll('\\', '/')).sort();
}

const LIST = /'data':\s*\[([^\]]*)\]/;
const listIn = (manifest: string): string[] =>
  Array.from((LIST.exec(manifest)?.[1] ?? '').matchAll(/'([^']+)'/g), ([, file = '']) => file);

/** Models and fields come where the first of their files stood. */
function relist(manifest: string, made: string[], rest: string[]): string {
  const listed = listIn(manifest);
  const at = Math.max(
    listed.findIndex((file) => file.startsWith('models/')),
    0,
  );
  const files = [...listed.slice(0, at), ...made, ...listed.slice(at)].filter(
    (file) => made.includes(file) || rest.includes(file),
  );
  return manifest.replace(LIST, `'data': [${files.map((file) => `'${file}'`).join(', ')}]`);
}

/** Odoo says nothing about a file its manifest forgets. */
function checkListed(manifest: string, files: string[]): void {
  const listed = listIn(manifest);
  const missing = listed.filter((file) => !files.includes(file));
  const forgotten = files.filter((file) => /^(?!static\/).*\.(xml|csv)$/.test(file) && !listed.includes(file));
  if (missing.length) throw new Error(`${MANIFEST} lists files that are not there: ${missing.join(', ')}.`);
  if (forgotten.length) throw new Error(`${MANIFEST} does not list ${forgotten.join(', ')}.`);
}

const inline = (folder: string, file: string, xml: string): Promise<string> =>
  replaceEach(xml, XML_INCLUDE, async (name) => cdata(await python(join(folder, name), file)));

async function python(path: string, includedBy: string): Promise<string> {
  const code = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw new Error(`${includedBy} includes ${path}, which is not there.`, { cause });
  });
  return replaceEach(code, PYTHON_INCLUDE, async (name) => (await python(join(dirname(path), name), path)).trimEnd());
}

const cdata = (text: string): string => `<![CDATA[${text.replaceAll(']]>', ']]]]><![CDATA[>')}]]>`;

async function replaceEach(text: string, pattern: RegExp, replacement: (name: string) => Promise<string>) {
  const names = new Set(Array.from(text.matchAll(pattern), ([, name = '']) => name));
  const texts = new Map(await Promise.all([...names].map(async (name) => [name, await replacement(name)] as const)));
  return text.replace(pattern, (_, name: string) => texts.get(name) ?? '');
}
