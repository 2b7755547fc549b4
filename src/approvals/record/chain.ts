import type { Fault, FaultCode } from './fault.ts';
import { hashOf, type Hashed, readLink, type StoredLink } from './link.ts';

/** What was seen of an invoice's record and kept outside of Odoo: so many links, the last with this hash. */
export interface Anchor {
  invoice: number;
  length: number;
  head: string;
  /** ISO instant. */
  at: string;
}

/** The first fault of one invoice's record, or undefined where all of it holds, alone and against the anchors. */
export function chainFault(
  invoice: number,
  stored: readonly StoredLink[],
  anchors: readonly Anchor[],
): Fault | undefined {
  const links = stored.toSorted((a, b) => a.number - b.number || a.id - b.id);
  return walk(invoice, links) ?? against(invoice, links, anchors);
}

function walk(invoice: number, links: readonly StoredLink[]): Fault | undefined {
  let previous = '';
  const kept = new Set<string>();
  for (const [index, link] of links.entries()) {
    const expected = index + 1;
    const fault = (code: FaultCode, what: string, at = expected): Fault => ({ invoice, link: at, code, what });
    if (link.number < expected) return fault('forked', `Link ${link.number} is there twice.`, link.number);
    if (link.number > expected) return fault('missing', `After link ${index} comes link ${link.number}.`);
    const record = readLink(link.text);
    if (hashOf(link.text) !== link.hash) return fault('altered', `Its hash is not that of what it says.`);
    if (!record) return fault('altered', 'What it says is no link.');
    if (record.invoice !== invoice) return fault('altered', `It was written for invoice ${record.invoice}.`);
    if (record.number !== expected) return fault('reordered', `It was written as link ${record.number}.`);
    if (link.version && link.version !== record.content)
      return fault('altered', 'The version it keeps is not what the invoice said.');
    if (link.version) kept.add(link.version);
    else if (record.v > 1 && !kept.has(record.content))
      return fault('altered', 'The version it kept, what the invoice said, is gone.');
    const differing = differs(link, record);
    if (differing) return fault('altered', `${differing} is not what was hashed.`);
    if (record.previous !== previous) {
      return fault('rewritten', 'It was written after another link than the one before it.', Math.max(index, 1));
    }
    previous = link.hash;
  }
  return undefined;
}

function differs({ columns }: StoredLink, record: Hashed): string | undefined {
  const [name] = Object.entries(columns).find(([key, value]) => record[key as keyof Hashed] !== value) ?? [];
  return name;
}

function against(invoice: number, links: readonly StoredLink[], anchors: readonly Anchor[]): Fault | undefined {
  for (const { length, head, at } of anchors.toSorted((a, b) => a.length - b.length)) {
    const seen = `${at} it had ${length === 1 ? 'a link' : `${length} links`} with the hash ${head.slice(0, 12)}…`;
    const found = links[length - 1];
    if (!links.length) return { invoice, link: 1, code: 'gone', what: `Nothing is there. ${seen}` };
    if (!found)
      return { invoice, link: links.length + 1, code: 'truncated', what: `${links.length} are left. ${seen}` };
    if (found.hash !== head) {
      return { invoice, link: length, code: 'recomputed', what: `${seen}, and has ${found.hash.slice(0, 12)}… now.` };
    }
  }
  return undefined;
}
