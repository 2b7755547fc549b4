import { randomBytes } from 'node:crypto';
import { type Database, openDatabase } from '../../src/desk/database.ts';

/**
 * An empty database: PGlite in memory, or one made on the PostgreSQL server `server` names
 * (`postgres://user@host/postgres`) and dropped when closed.
 */
export async function freshDatabase(server = process.env.DESK_TEST_POSTGRES): Promise<Database> {
  if (!server) return openDatabase('pglite:memory');
  const admin = await openDatabase(server);
  const name = `desk_test_${randomBytes(6).toString('hex')}`;
  await admin.query(`create database ${name}`);
  const database = await openDatabase(new URL(name, server).href);
  return {
    ...database,
    close: async () => {
      await database.close();
      await admin.query(`drop database ${name} with (force)`);
      await admin.close();
    },
  };
}
