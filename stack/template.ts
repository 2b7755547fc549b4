import { readFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { cached } from './cache.ts';
import { needDebian } from './debian.ts';
import { inRoot, postgresUrl, sql, startPostgres } from './postgres.ts';
import { freePorts, run } from './process.ts';

/** The database every test database is a copy of: demo data and these modules. */
export const templateDatabase = 'demo';

const modules = [
  'sale_management',
  'sale_timesheet',
  'sale_project',
  'sale_expense',
  'project_hr_expense',
  'hr_expense',
  'hr_holidays',
  'base_automation',
  'base_import_module',
  'rpc',
];

/** A Debian root with Odoo 19 and PostgreSQL; made in about two minutes when it isn't there yet. */
export async function odooRoot(): Promise<string> {
  if (process.getuid?.() !== 0)
    throw new Error('The real Odoo runs in a chroot, which needs root. Run this command as root.');
  const script = join(import.meta.dirname, 'install-odoo.sh');
  return cached('odoo-19', [script, inRoot].map((file) => readFileSync(file, 'utf8')).join(''), async (folder) => {
    needDebian('debootstrap');
    await run(script, [folder]);
  });
}

/** A folder with a PostgreSQL cluster (pg/) and Odoo's data (data/), both at rest, that hold the template database. */
export async function odooTemplate(root: string): Promise<string> {
  const recipe = root + readFileSync(import.meta.filename, 'utf8');
  return cached('odoo-19-template', recipe, async (work) => {
    const [port = 0] = await freePorts(1);
    for (const folder of ['pg', 'run', 'data']) await mkdir(join(work, folder));
    const as = (user: string, ...command: string[]) => run(inRoot, [root, work, user, ...command]);

    await as('root', 'sh', '-c', 'chown postgres: /stack/pg /stack/run; chown odoo: /stack/data');
    await as(
      'postgres',
      'initdb',
      '-D',
      '/stack/pg',
      '--auth=trust',
      '--username=odoo',
      '--encoding=UTF8',
      '--no-sync',
    );
    const postgres = await startPostgres(root, work, port);
    try {
      await as(
        'odoo',
        'odoo',
        ...odooOptions(port),
        `--database=${templateDatabase}`,
        '--with-demo',
        `--init=${modules.join()}`,
        '--stop-after-init',
        '--no-http',
      );
      // Asset bundles name files of this database; each copy builds its own.
      await sql(postgresUrl(port, templateDatabase), `delete from ir_attachment where url like '/web/assets/%'`);
      // Odoo opens the only database it sees without being asked, and a database in use can't be copied.
      await sql(
        postgresUrl(port, 'postgres'),
        `alter database ${templateDatabase} with is_template true allow_connections false`,
      );
    } finally {
      await postgres.stop('SIGINT');
    }
  });
}

/** Options common to every Odoo of this stack. */
export function odooOptions(postgresPort: number): string[] {
  return [
    '--db_host=/stack/run',
    `--db_port=${postgresPort}`,
    '--db_user=odoo',
    '--data-dir=/stack/data',
    '--max-cron-threads=0',
  ];
}
