import { canonical, hashOf, type Hashed, type StoredLink } from '../../../src/approvals/record/link.ts';

/** A link as Odoo writes it, after `before`. */
export function linkAfter(before: StoredLink | undefined, change: Partial<Hashed> = {}, invoice = 7): StoredLink {
  const number = (before?.number ?? 0) + 1;
  const record: Hashed = {
    v: 1,
    invoice,
    number,
    previous: before?.hash ?? '',
    kind: 'edited',
    what: 'Edited',
    actor: 12,
    who: 'Zoë Müller',
    writer: 12,
    channel: 'odoo',
    verified: 'signed in to Odoo',
    at: '2026-11-21 10:00:00',
    recorded: '2026-11-21 10:00:01',
    content: 'c'.repeat(64),
    policy: '',
    reason: '',
    detail: `"Beratung\n€": Price was 120.0, is 1.0`,
    request: '',
    decision: 0,
    key: '',
    ...change,
  };
  return stored(record, invoice * 1_000 + number);
}

/** The row of a record, its hash computed. */
export function stored(record: Hashed, id: number): StoredLink {
  const { invoice, number } = record;
  const shown = Object.entries(record).filter(([name]) => !['v', 'invoice', 'number', 'recorded'].includes(name));
  const columns = Object.fromEntries(shown);
  const text = canonical(record);
  return { id, invoice, number, hash: hashOf(text), text, version: '', columns };
}

export function chainOf(length: number, invoice = 7): StoredLink[] {
  const links: StoredLink[] = [];
  for (let index = 0; index < length; index += 1) {
    links.push(linkAfter(links.at(-1), { what: `Event ${index + 1}` }, invoice));
  }
  return links;
}

/** The same chain with one link saying something else, every hash computed anew. */
export function recomputed(links: readonly StoredLink[], at: number, change: Partial<Hashed>): StoredLink[] {
  const made: StoredLink[] = [];
  for (const [index, link] of links.entries()) {
    const record = JSON.parse(link.text) as Hashed;
    const said = { ...record, ...(index === at ? change : {}), previous: made.at(-1)?.hash ?? '', number: index + 1 };
    made.push(stored(said, link.id));
  }
  return made;
}
