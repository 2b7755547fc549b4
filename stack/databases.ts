import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { postgresUrl, sql } from './postgres.ts';
import { run } from './process.ts';
import { templateDatabase } from './template.ts';

/** What another process needs to know of a running Odoo to make databases in it. */
export interface OdooAddress {
  url: string;
  port: number;
  postgresPort: number;
  /** The folder that holds its files. */
  work: string;
}

export interface OdooDatabase {
  url: string;
  database: string;
  login: string;
  password: string;
}

export interface Databases {
  /** A fresh copy of the demo database, in about a second. */
  database(name: string): Promise<OdooDatabase>;
  /** A copy of a database as it is now. Whoever is connected to it is cut off for a moment. */
  copy(source: string, name: string): Promise<OdooDatabase>;
  /** Nobody connects to it any more: it is there to be copied. */
  freeze(name: string): Promise<void>;
  drop(name: string): Promise<void>;
  /** The URL of a new, empty database, for whatever else needs PostgreSQL. */
  postgresUrl(name: string): Promise<string>;
}

export function databases({ url, postgresPort, work }: OdooAddress): Databases {
  const server = postgresUrl(postgresPort, 'postgres');
  const filestore = (name: string) => join(work, 'data', 'filestore', name);

  async function copy(source: string, name: string): Promise<OdooDatabase> {
    await sql(server, `select pg_terminate_backend(pid) from pg_stat_activity where datname = '${source}'`);
    await sql(server, `create database "${name}" template "${source}"`);
    // Odoo never changes a stored file, it only adds and removes them, so copies may share them.
    if (existsSync(filestore(source))) await run('cp', ['--archive', '--link', filestore(source), filestore(name)]);
    // Odoo makes PDFs of pages it asks itself for, at this address.
    await sql(
      postgresUrl(postgresPort, name),
      `update ir_config_parameter set value = '${url}' where key = 'web.base.url'`,
    );
    return { url, database: name, login: 'admin', password: 'admin' };
  }

  return {
    database: (name) => copy(templateDatabase, name),
    copy,
    async freeze(name) {
      await sql(server, `alter database "${name}" with allow_connections false`);
    },
    async drop(name) {
      await sql(server, `drop database if exists "${name}" with (force)`);
      await rm(filestore(name), { recursive: true, force: true });
    },
    async postgresUrl(name) {
      await sql(server, `create database "${name}"`);
      return postgresUrl(postgresPort, name);
    },
  };
}
