import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ownNodes } from '../../scripts/n8n-types.ts';
import { KEEPER, QUESTIONS, READER, WATCHER } from '../../src/cli/questions.ts';
import { SETTING_NAMES } from '../../src/desk/config.ts';
import { RUN_BY } from './commands.ts';

const root = join(import.meta.dirname, '../..');
const read = (file: string) => readFileSync(join(root, file), 'utf8');
const inFolder = (folder: string) => readdirSync(join(root, folder)).map((name) => `${folder}/${name}`);
const isMarkdown = (file: string) => file.endsWith('.md');

const guides = ['README.md', 'CONTRIBUTING.md', ...inFolder('docs').filter(isMarkdown)];
const pages = [...guides, 'CHANGELOG.md', ...inFolder('docs/decisions')];
const prose = (file: string) => read(file).replace(/^ *```[\s\S]*?^ *```/gm, '');
const manifest = JSON.parse(read('package.json')) as { scripts: Record<string, string> };

/** Shell blocks and code within a sentence; comments and settings (`NAME=value`) are no commands. */
function commandsOf(file: string): string[] {
  const blocks = [...read(file).matchAll(/^( *)```sh\n([\s\S]*?)^\1```/gm)].flatMap(([, , text = '']) =>
    text.split('\n'),
  );
  const inline = [...prose(file).matchAll(/`((?:npm|npx|docker|createdb|odoo-billing) [^`]+)`/g)].map(
    ([, text = '']) => text,
  );
  return [...blocks, ...inline]
    .map((line) => line.replace(/(^|\s)#.*$/, '').trim())
    .filter((line) => line && !/^[A-Z_0-9]+=/.test(line));
}
const commands = [...new Set(guides.flatMap(commandsOf))].sort();

describe('every command in the docs', () => {
  test('is run by somebody who is named, and nobody is named for what the docs no longer say', () => {
    expect(commands).toEqual(Object.keys(RUN_BY).sort());
  });

  test.each(Object.entries(RUN_BY).filter(([, { file }]) => file))('%s is run there', (_, { file, words }) => {
    expect(read(file)).toContain(words);
  });

  test.each(Object.entries(RUN_BY).filter(([, { file }]) => !file))('%s says why nobody runs it', (_, { why }) => {
    expect(why?.length).toBeGreaterThan(20);
  });

  test.each(commands.filter((command) => /^npm (run|test)/.test(command)))('%s is a script', (command) => {
    expect(manifest.scripts).toHaveProperty([/^npm (?:run )?(\S+)/.exec(command)?.[1] ?? '']);
  });

  test.each(commands.filter((command) => command.includes('odoo-billing ')))('%s is known', (command) => {
    const [, name = '', rest = ''] = /odoo-billing ((?:terms |policy |events )?[\w-]+) ?(.*)/.exec(command) ?? [];
    const args = [join(root, 'src/cli/main.ts'), ...name.split(' '), '--help'];
    const { stdout, status } = spawnSync(process.execPath, args, { encoding: 'utf8' });
    expect(status).toBe(0);
    expect(stdout).toContain(`odoo-billing ${name}`);
    for (const option of rest.match(/--\w+/g) ?? []) expect(stdout).toContain(option);
  });
});

describe('links and pictures', () => {
  const anchors = (file: string) =>
    [...prose(file).matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) =>
      heading
        .toLowerCase()
        .replace(/[^\w\- ]/g, '')
        .replaceAll(' ', '-'),
    );
  const linksOf = (file: string) =>
    [...prose(file).matchAll(/\]\(([^)\s]+)\)/g)]
      .map(([, link = '']) => link)
      .filter((link) => !/^(https?|mailto):/.test(link));

  test.each(pages)('%s leads nowhere that is not there', (file) => {
    for (const link of linksOf(file)) {
      const [path = '', anchor] = link.split('#');
      const target = path ? join(dirname(file), path) : file;
      expect(existsSync(join(root, target)), link).toBe(true);
      if (anchor && isMarkdown(target)) expect(anchors(target), link).toContain(anchor);
    }
  });

  test('every picture is shown somewhere', () => {
    const shown = new Set(pages.flatMap((file) => linksOf(file).map((link) => join(dirname(file), link))));
    expect(inFolder('docs/images').filter((picture) => !shown.has(picture))).toEqual([]);
  });

  test('README leads each reader to a page', () => {
    for (const reader of ['administrators', 'workflow-designers', 'odoo-users', 'controllers'])
      expect(linksOf('README.md')).toContain(`docs/${reader}.md`);
  });
});

describe('settings', () => {
  const names = (text: string) =>
    new Set(text.match(/\b(?:ODOO|DESK|SLACK|TEAMS|SMTP|MAIL|OIDC|N8N|POSTGRES|DRAFTER)_[A-Z0-9_]*[A-Z0-9]\b/g));
  const asked = [
    ...QUESTIONS.map(({ name }) => name),
    ...[READER, KEEPER, WATCHER].flatMap((who) => Object.values(who)),
  ];
  const ofN8n = ['N8N_ENCRYPTION_KEY'];
  const known = new Set([...SETTING_NAMES, ...asked, ...ofN8n, ...names(read('compose.yaml'))]);
  const documented = names(read('docs/administrators.md'));

  test('every variable the docs name exists', () => {
    const named = guides.flatMap((file) => [...names(read(file))]);
    expect(named.filter((name) => !known.has(name))).toEqual([]);
  });

  test('every variable that exists is in the docs', () => {
    // The first is for tests only.
    const own = [...SETTING_NAMES, ...asked].filter((name) => name !== 'SLACK_API_URL');
    expect(own.filter((name) => !documented.has(name))).toEqual([]);
  });
});

describe('nodes and workflows', () => {
  const guide = read('docs/workflow-designers.md');
  const optionName = (option: object) => ('name' in option ? String(option.name) : '');

  test('the guide names every node, and no other', () => {
    const nodes = Object.values(ownNodes).map(({ description }) => description.displayName);
    const named = [...guide.matchAll(/^\*\*([\w ]+)\*\*/gm)].map(([, name]) => name);
    expect(named.sort()).toEqual(nodes.sort());
  });

  test('the table of Odoo Billing has every operation, and no other', () => {
    const { properties } = ownNodes['n8n-nodes-odoo-billing.odooBilling']?.description ?? { properties: [] };
    const resources = properties.find(({ name }) => name === 'resource')?.options ?? [];
    const operations = resources.flatMap((resource) => {
      const value = 'value' in resource ? resource.value : '';
      return properties
        .filter(
          ({ name, displayOptions }) =>
            name === 'operation' && displayOptions?.show?.['resource']?.includes(value as string),
        )
        .flatMap(({ options = [] }) => options.map((option) => `${optionName(resource)}: ${optionName(option)}`));
    });
    const rows = [...guide.matchAll(/^\| (\w+): ([\w ,]+?) +\|/gm)];
    const named = rows.flatMap(([, resource, list = '']) => list.split(', ').map((each) => `${resource}: ${each}`));
    expect(named.sort()).toEqual(operations.sort());
  });

  test('every workflow that is shipped is in the table, and no other', () => {
    const shipped = inFolder('workflows').map((file) => file.replace(/^.*\/(.*)\.json$/, '$1'));
    const named = [...guide.matchAll(/^\| `([\w-]+)`/gm)].map(([, name]) => name);
    expect(named.sort()).toEqual(shipped.sort());
  });
});

describe('timelines', () => {
  const rows = [...read('docs/timelines.md').matchAll(/^\| (\d+) .*\[([^\]]+)\]\(\.\.\/([^)]+)\) +\|$/gm)].map(
    ([, row = '', title = '', file = '']) => ({ row, title, file }),
  );

  test('are at least 25, numbered without a gap', () => {
    expect(rows.length).toBeGreaterThanOrEqual(25);
    expect(rows.map(({ row }) => Number(row))).toEqual(rows.map((_, index) => index + 1));
  });

  test.each(rows)('$row, $title, ends with the ledger and the balance', ({ title, file }) => {
    const own = read(file)
      .split(/^ *test\(/m)
      .filter((each) => each.includes(title));
    expect(own).toHaveLength(1);
    expect(own[0]).toMatch(/await (settled|accounted)\(world, /);
  });
});
