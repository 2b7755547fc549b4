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
  drop(name: string): Promise<void>;
  /** The URL of a new, empty database, for whatever else needs PostgreSQL. */
  postgresUrl(name: string): Promise<string>;
}

export function databases({ url, postgresPort, work }: OdooAddress): Databases {
  const server = postgresUrl(postgresPort, 'postgres');
  const filestore = (name: string) => join(work, 'data', 'filestore', name);

  return {
    async database(name) {
      await sql(server, `create database "${name}" template ${templateDatabase}`);
      // Odoo never changes a stored file, it only adds and removes them, so copies may share them.
      if (existsSync(filestore(templateDatabase)))
        await run('cp', ['--archive', '--link', filestore(templateDatabase), filestore(name)]);
      return { url, database: name, login: 'admin', password: 'admin' };
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
