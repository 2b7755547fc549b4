import { backingFaults, type StoredDecision } from './backing.ts';
import { type Anchor, chainFault } from './chain.ts';
import type { Fault } from './fault.ts';
import { type DeskDecisions, foreignFaults } from './foreign.ts';
import type { StoredLink } from './link.ts';

export interface Verdict {
  invoices: number;
  links: number;
  /** Anchors that were compared. */
  anchors: number;
  faults: Fault[];
}

/**
 * Walks the record of every invoice. A chain that does not hold says nothing of its decisions any more.
 *
 * @param desk what the desk knows of decisions, read after those of Odoo
 */
export function verify(
  links: readonly StoredLink[],
  anchors: readonly Anchor[],
  decisions: readonly StoredDecision[],
  desk?: DeskDecisions,
): Verdict {
  const byInvoice = Map.groupBy(links, ({ invoice }) => invoice);
  const anchored = Map.groupBy(anchors, ({ invoice }) => invoice);
  const invoices = new Set([...byInvoice.keys(), ...anchored.keys()]);
  const broken = [...invoices].flatMap(
    (invoice) => chainFault(invoice, byInvoice.get(invoice) ?? [], anchored.get(invoice) ?? []) ?? [],
  );
  const bad = new Set(broken.map(({ invoice }) => invoice));
  const backing = backingFaults(
    links.filter(({ invoice }) => !bad.has(invoice)),
    decisions.filter(({ invoice }) => !bad.has(invoice)),
  );
  const foreign = desk ? foreignFaults(decisions, desk) : [];
  const faults = [...broken, ...backing, ...foreign].sort((a, b) => a.invoice - b.invoice || a.link - b.link);
  return { invoices: byInvoice.size, links: links.length, anchors: anchors.length, faults };
}
