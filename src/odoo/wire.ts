import xmlrpc from 'xmlrpc';

/** Not allowed in XML 1.0 (Odoo drops them from its answers as well), and halves of surrogate pairs. */
// eslint-disable-next-line no-control-regex
const ILLEGAL = /[\0-\x08\x0B\f\x0E-\x1F\uFFFE\uFFFF\p{Cs}]/gu;

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
    const text = value.replace(ILLEGAL, '');
    return NEEDS_ESCAPING.test(text) ? new EscapedText(text) : text;
  }
  if (typeof value === 'number' && !Number.isFinite(value)) throw new TypeError(`${value} can't be sent to Odoo`);
  if (Array.isArray(value)) return value.map((item: unknown) => toWire(item ?? null));
  if (typeof value !== 'object' || value === null) return value;
  const members = Object.entries(value).filter(([, member]) => member !== undefined);
  return Object.fromEntries(members.map(([name, member]) => [name, toWire(member)]));
}
