import pg from 'pg';
import type { Database, Sql } from './database.ts';

export function openPostgres(url: string): Database {
  const pool = new pg.Pool({ connectionString: url, max: 10, application_name: 'billing-desk' });
  // An idle connection that breaks would end the process; the pool replaces it on its own.
  pool.on('error', () => undefined);
  const sql = (client: pg.Pool | pg.PoolClient): Sql => ({
    query: async <Row>(text: string, values?: unknown[]) => (await client.query(text, values)).rows as Row[],
  });
  return {
    ...sql(pool),
    transaction: async (work) => {
      const client = await pool.connect();
      try {
        await client.query('begin');
        const result = await work(sql(client));
        await client.query('commit');
        client.release();
        return result;
      } catch (error) {
        await client.query('rollback').then(
          () => client.release(),
          (broken: Error) => client.release(broken),
        );
        throw error;
      }
    },
    boss: { db: { executeSql: (text, values) => pool.query(text, values) } },
    close: () => pool.end(),
  };
}
