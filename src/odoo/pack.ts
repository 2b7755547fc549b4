import { readFile, readdir } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { strToU8, zipSync } from 'fflate';

export const ADDON = 'billing_automation';

const ADDONS = join(import.meta.dirname, 'addon');
const MANIFEST = '__manifest__.py';

/** What Odoo reads of an imported module besides its manifest. */
const READ_BY_ODOO = /\.(xml|csv)$|^(static|i18n)\//;

/** In XML, the place of a Python file's text; in Python, of another file beside it. */
const XML_INCLUDE = /<!--\s*include\s+(\S+)\s*-->/g;
const PYTHON_INCLUDE = /^# include (\S+)$/gm;

/**
 * The add-on as Odoo's module import wants it: Python of actions put into the XML, which is all that travels.
 *
 * @throws Error where an included file is missing, or manifest and files differ
 */
export async function packAddon(addons = ADDONS): Promise<{ version: string; zip: Uint8Array }> {
  const folder = join(addons, ADDON);
  const manifest = await readFile(join(folder, MANIFEST), 'utf8');
  const version = /'version':\s*'([^']+)'/.exec(manifest)?.[1];
  if (!version) throw new Error(`${join(folder, MANIFEST)} names no version.`);

  const files = (await filesIn(folder)).filter((file) => READ_BY_ODOO.test(file));
  checkListed(manifest, files);

  const contents: Record<string, Uint8Array> = { [`${ADDON}/${MANIFEST}`]: strToU8(manifest) };
  for (const file of files) {
    const bytes = await readFile(join(folder, file));
    contents[`${ADDON}/${file}`] = file.endsWith('.xml') ? strToU8(await inline(folder, file, String(bytes))) : bytes;
  }
  // The same files make the same bytes.
  return { version, zip: zipSync(contents, { mtime: '1980-01-01' }) };
}

async function filesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return files.map((file) => relative(folder, file).replaceAll('\\', '/')).sort();
}

/** Odoo says nothing about a file its manifest forgets. */
function checkListed(manifest: string, files: string[]): void {
  const [, list = ''] = /'data':\s*\[([^\]]*)\]/.exec(manifest) ?? [];
  const listed = Array.from(list.matchAll(/'([^']+)'/g), ([, file = '']) => file);
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
