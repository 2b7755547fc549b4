import { z } from 'zod/v4';
import { contentHash } from '../content.ts';

/** What is hashed of a link. Instants are UTC, `YYYY-MM-DD HH:MM:SS`; empty text where there is nothing to say. */
export const hashed = z.strictObject({
  /** From 2 on, the first link of an invoice that tells of a content keeps what it said; 1 is of an older add-on, and kept nothing. */
  v: z.union([z.literal(1), z.literal(2)]),
  invoice: z.int().positive(),
  /** 1 is the first of an invoice. */
  number: z.int().positive(),
  /** Hash of the link before; empty in the first. */
  previous: z.string(),
  kind: z.string(),
  what: z.string(),
  /** Odoo user who did it, and the name at that time; 0 where it is no user of Odoo. */
  actor: z.int(),
  who: z.string(),
  /** Odoo user whose call wrote the link: for what happened at the desk, the desk's own. */
  writer: z.int(),
  channel: z.string(),
  verified: z.string(),
  /** When it happened, and when Odoo wrote it. */
  at: z.string(),
  recorded: z.string(),
  /** SHA-256 of what the invoice said when the link was written. */
  content: z.string(),
  policy: z.string(),
  reason: z.string(),
  detail: z.string(),
  request: z.string(),
  /** Id of the decision record; of a posting, the approval that let it through, 0 where there was none. */
  decision: z.int(),
  key: z.string(),
});

export type Hashed = z.infer<typeof hashed>;

/** A link as Odoo keeps it: the hashed text, its hash, and the columns people see. */
export interface StoredLink {
  id: number;
  /** By its column, like `number`; the text may say otherwise. */
  invoice: number;
  number: number;
  hash: string;
  text: string;
  /** SHA-256 of what it keeps of what the invoice said; empty where it keeps nothing. */
  version: string;
  /** Columns beside the text, by the name they have in it. */
  columns: Partial<Record<keyof Hashed, string | number>>;
}

/** Members sorted by name, no spaces, nothing escaped that need not be: the same bytes as Odoo's `json.dumps`. */
export function canonical(record: Readonly<Record<string, unknown>>): string {
  return JSON.stringify(Object.fromEntries(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1))));
}

/** SHA-256 (hex) of a link's text. */
export const hashOf = contentHash;

/** The record in the text, or undefined where it is not the canonical text of one. */
export function readLink(text: string): Hashed | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  const { data } = hashed.safeParse(value);
  return data && canonical(data) === text ? data : undefined;
}
