import { Client } from 'pg';

/** Copy number k of a row has its id and k times so much. */
const APART = 1_000_000;

/** What tells of records, and no watch reads of work that is posted. */
const LEFT_OUT = /^(mail_|ir_|bus_|discuss_|base_|res_users_log|x_billing_audit|x_billing_decision|x_billing_event)/;

/** Texts that are theirs alone, and texts that name a record: what stands for them in copy `k`. */
const TEXTS: Readonly<Record<string, string>> = {
  'res_users.login': `t.login || '-' || k`,
  'account_move.name': `t.name || '-' || k`,
  'account_move.x_billing_key': `t.x_billing_key || '-' || k`,
  'x_billing_agreement.x_key': `t.x_key || '-' || k`,
  'x_billing_part.x_record_id': `t.x_record_id + k * ${APART}`,
  'x_billing_part.x_terms': `case when t.x_terms like '%@%' then replace(t.x_terms, '@', '-' || k || '@') else t.x_terms end`,
  // What is approved names the order line, the person and the project.
  'account_analytic_line.x_billing_approved_facts': `case when t.x_billing_approved_facts is not null then concat_ws('|',
    split_part(t.x_billing_approved_facts, '|', 1), split_part(t.x_billing_approved_facts, '|', 2),
    ${[3, 4, 5].map((place) => `split_part(t.x_billing_approved_facts, '|', ${place})::int + k * ${APART}`).join()}) end`,
  // What was agreed on names its agreement and whom it is with.
  'x_billing_terms.x_content': `(
    select string_agg(case
      when line like 'agreement.x_key=%' then regexp_replace(line, '''$', '-' || k || '''')
      when line ~ '^(agreement\\.x_(order|partner|project|under)_id|x_agreement_id)=' then
        split_part(line, '=', 1) || '=' || (split_part(line, '=', 2)::int + k * ${APART})
      else line end, E'\\n' order by place)
    from unnest(string_to_array(t.x_content, E'\\n')) with ordinality as said(line, place))`,
};

export interface Watermark {
  highest: ReadonlyMap<string, number>;
}

/** Connects to the database for as long as `work` takes. */
async function connected<T>(url: string, work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/** Which records there are by now: what comes after is copied. */
export const watermark = (url: string): Promise<Watermark> =>
  connected(url, async (client) => {
    const highest = new Map<string, number>();
    for (const table of await tablesWith(client, 'id')) {
      const { rows } = await client.query<{ most: number | null }>(`select max(id) as most from "${table}"`);
      highest.set(table, rows[0]?.most ?? 0);
    }
    return { highest };
  });

const tablesWith = async (client: Client, column: string): Promise<string[]> => {
  const { rows } = await client.query<{ name: string }>(
    `select c.table_name as name from information_schema.columns c
     join information_schema.tables t using (table_schema, table_name)
     where c.table_schema = 'public' and t.table_type = 'BASE TABLE' and c.column_name = $1 and c.data_type = 'integer'`,
    [column],
  );
  return rows.map(({ name }) => name);
};

/**
 * Copies what was made since, as copies number `from` to `to`, whole: every record with all that Odoo computed and stored of it, and every
 * reference among them to the copy it belongs to. Answers the rows made, by table.
 */
export const copyAll = (url: string, { highest }: Watermark, from: number, to: number): Promise<Map<string, number>> =>
  connected(url, async (client) => {
    const made = new Map<string, number>();
    if (to < from) return made;
    const copied = new Set<string>();
    for (const [table, most] of highest) {
      if (LEFT_OUT.test(table)) continue;
      const { rows } = await client.query(`select 1 from "${table}" where id > ${most} and id <= ${APART} limit 1`);
      if (rows.length > 0) copied.add(table);
    }
    const references = await referencesTo(client, copied);
    // Ids are looked after here; nothing else may refuse or rewrite a row.
    await client.query(`set session_replication_role = replica`);
    const relations = [...references.keys()].filter((table) => !highest.has(table) && !LEFT_OUT.test(table));
    for (const table of [...copied, ...relations]) {
      const own = references.get(table) ?? new Map<string, string>();
      const columns = await columnsOf(client, table);
      // What was made, and not copied before.
      const isNew = (column: string, of: string) =>
        `t."${column}" > ${highest.get(of) ?? 0} and t."${column}" <= ${APART}`;
      const value = (column: string): string => {
        const of = column === 'id' ? table : own.get(column);
        const told = TEXTS[`${table}.${column}`];
        if (told !== undefined) return told;
        if (of === undefined) return `t."${column}"`;
        return `case when ${isNew(column, of)} then t."${column}" + k * ${APART} else t."${column}" end`;
      };
      const theirs = copied.has(table)
        ? isNew('id', table)
        : [...own].map(([column, of]) => `(${isNew(column, of)})`).join(' or ');
      const { rowCount } = await client.query(
        `insert into "${table}" (${columns.map((name) => `"${name}"`).join()})
         select ${columns.map(value).join()} from "${table}" t, generate_series(${from}, ${to}) k where ${theirs}`,
      );
      made.set(table, rowCount ?? 0);
      if (copied.has(table)) {
        await client.query(
          `select setval(pg_get_serial_sequence('"${table}"', 'id'), (select max(id) from "${table}"))`,
        );
      }
    }
    await client.query('analyze');
    return made;
  });

/** Columns that hold an id of these tables, by table. */
async function referencesTo(client: Client, tables: ReadonlySet<string>): Promise<Map<string, Map<string, string>>> {
  const { rows } = await client.query<{ own: string; name: string; other: string }>(
    `select c.conrelid::regclass::text as own, a.attname as name, c.confrelid::regclass::text as other
     from pg_constraint c join pg_attribute a on a.attrelid = c.conrelid and a.attnum = c.conkey[1]
     where c.contype = 'f' and array_length(c.conkey, 1) = 1`,
  );
  const found = new Map<string, Map<string, string>>();
  for (const { own, name, other } of rows) {
    if (!tables.has(other)) continue;
    const columns = found.get(own) ?? new Map<string, string>();
    found.set(own, columns.set(name, other));
  }
  return found;
}

async function columnsOf(client: Client, table: string): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(
    `select column_name as name from information_schema.columns
     where table_schema = 'public' and table_name = $1 and is_generated = 'NEVER' order by ordinal_position`,
    [table],
  );
  return rows.map(({ name }) => name);
}
