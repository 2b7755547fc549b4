import type { BillingOdoo, Draft, DraftOutcome } from '../../src/billing/ports.ts';
import type { Proposal } from '../../src/rules/verdict.ts';

/** What happens to one drafting call. `lost`: done, but the answer never comes. `unsent`: not done, and no answer either. */
export type Fate = 'answered' | 'lost' | 'unsent' | 'late' | 'down';

export class Fault extends Error {
  readonly code: string;
  readonly mend = 'Mend it.';
  readonly outcomeUnknown: boolean;
  constructor(code: string, message: string) {
    super(message);
    this.code = code;
    this.outcomeUnknown = code === 'timeout';
  }
}

/**
 * The drafting action's contract: one transaction a call, a known key answers with its draft, a claimed part is refused, and
 * a proposal of a poisoned order rolls the whole call back.
 */
export class DraftingOdoo {
  readonly drafts = new Map<string, Draft>();
  readonly calls: number[] = [];
  readonly poisoned = new Set<number>();
  readonly preparers: (string | undefined)[] = [];
  asked = 0;
  private readonly claimed = new Set<string>();
  private readonly fates: Fate[];
  private readonly late: Proposal[][] = [];

  constructor(fates: Fate[] = []) {
    this.fates = [...fates];
  }

  get port(): BillingOdoo {
    const port: Pick<BillingOdoo, 'draft' | 'findDrafts'> = {
      draft: (proposals, preparer) => this.draft(proposals, preparer),
      findDrafts: (keys) => this.findDrafts(keys),
    };
    return port as BillingOdoo;
  }

  private async draft(proposals: Proposal[], preparer?: string): Promise<DraftOutcome[]> {
    this.calls.push(proposals.length);
    this.preparers.push(preparer);
    const fate = this.fates.shift() ?? 'answered';
    if (fate === 'down') throw new Fault('unreachable', 'Odoo refuses connections.');
    if (fate === 'unsent') throw new Fault('timeout', 'No answer.');
    this.finishLate();
    if (fate === 'late') {
      // Still running while it is asked for: it ends before the next call gets the orders' locks.
      this.late.push(proposals);
      throw new Fault('timeout', 'No answer.');
    }
    const outcomes = this.transaction(proposals);
    if (fate === 'lost') throw new Fault('timeout', 'No answer.');
    return outcomes;
  }

  private async findDrafts(keys: string[]): Promise<Map<string, Draft>> {
    this.asked += 1;
    if (this.fates[0] === 'down') throw new Fault('unreachable', 'Odoo refuses connections.');
    return new Map(keys.flatMap((key) => (this.drafts.has(key) ? [[key, this.drafts.get(key) as Draft]] : [])));
  }

  private finishLate(): void {
    for (const late of this.late.splice(0)) {
      try {
        this.transaction(late);
      } catch {
        // Rolled back, and nobody is listening any more.
      }
    }
  }

  private transaction(proposals: Proposal[]): DraftOutcome[] {
    const poison = proposals.find(({ orders: [{ orderId }] }) => this.poisoned.has(orderId));
    if (poison) throw new Fault('refused', `No income account for ${poison.orders[0].orderName}.`);
    return proposals.map((proposal) => this.one(proposal));
  }

  private one({ key, orders: [{ orderId, lines }], total, currency }: Proposal): DraftOutcome {
    const known = this.drafts.get(key);
    if (known) return { key, status: 'existing', invoice: known };
    const parts = lines.flatMap((line) => line.parts.map(({ entry }) => entry));
    if (parts.some((part) => this.claimed.has(part))) {
      return { key, status: 'refused', code: 'claimed', message: 'A part is on another invoice.' };
    }
    for (const part of parts) this.claimed.add(part);
    const id = this.drafts.size + 1;
    const invoice: Draft = {
      id,
      name: `Draft #${id}`,
      orderId,
      state: 'draft',
      untaxed: total,
      total,
      currency: currency.code,
    };
    this.drafts.set(key, invoice);
    return { key, status: 'drafted', invoice };
  }
}
