import xmlrpc from 'xmlrpc';

/** Not allowed in XML 1.0 (Odoo drops them from its answers as well), and halves of surrogate pairs. */
// eslint-disable-next-line no-control-regex
const ILLEGAL = /[\0-\x08\x0B\f\x0E-\x1F\uFFFE\uFFFF\p{Cs}]/gu;

/** Thrown before anything is sent. */
export class Unsendable extends TypeError {}

const legal = (text: string): string => text.replace(ILLEGAL, '');

function finite(value: number): number {
  if (Number.isFinite(value)) return value;
  throw new Unsendable(`${value} can't be sent to Odoo`);
}

/** JSON with the same texts and numbers that XML-RPC carries. */
export const toJson = (value: unknown): string =>
  JSON.stringify(value, (_, member: unknown) => {
    if (typeof member === 'string') return legal(member);
    return typeof member === 'number' ? finite(member) : member;
  });

/** The client's serializer writes such text as CDATA, where XML turns CR LF into LF and only the first `]]>` is escaped. */
const NEEDS_ESCAPING = /\r|]]>/;

class EscapedText extends xmlrpc.CustomType {}
EscapedText.prototype.tagName = 'string';

/**
 * A copy of `value` that XML-RPC carries unchanged. Like JSON: `undefined` members are left out (the serializer would
 * send them as empty text).
 */
export function toWire(value: unknown): unknown {
  if (typeof value === 'string') {
    const text = legal(value);
    return NEEDS_ESCAPING.test(text) ? new EscapedText(text) : text;
  }
  if (typeof value === 'number') return finite(value);
  if (Array.isArray(value)) return value.map((item: unknown) => toWire(item ?? null));
  if (typeof value !== 'object' || value === null) return value;
  const members = Object.entries(value).filter(([, member]) => member !== undefined);
  return Object.fromEntries(members.map(([name, member]) => [name, toWire(member)]));
}

/** `2026-11-21T10:00:00.000Z` as Odoo stores instants: UTC, whole seconds. */
export const odooInstant = (at: string): string => new Date(at).toISOString().slice(0, 19).replace('T', ' ');
