import type { Day, Drawn, Used, Work } from '../entry.ts';
import type { RetainerReport } from '../retainer/report.ts';
import type { CaseSpec } from '../case.ts';
import type { SectionName } from '../terms/schema.ts';
import type { Charge } from './charge.ts';
import { endedBy } from './charge.ts';

/** What a step may know beside the charges. */
export interface Run {
  /** What is counted together. */
  works: readonly Work[];
  /** All that was read. */
  read: readonly Work[];
  /** The day the invoice is made. */
  today: Day;
  /** What live invoices already hold under the agreements of all that was read. */
  used: readonly Used[];
  /** The same by agreement. */
  usedUnder: ReadonlyMap<string, readonly Used[]>;
  /** What earlier runs drew from retainers. */
  drawn: readonly Drawn[];
  /** Filled by the step that draws on retainers. */
  retainers: RetainerReport[];
}

/**
 * One kind of terms, applied to everything of one run that is billed.
 *
 * Steps are asked in the order of `charge/table.ts`, with the charges by date, then record. A step changes what is billed,
 * its price or its discount; splits a charge; or ends one with another verdict, and later steps don't see it then.
 */
export interface ChargeStep {
  id: string;
  /** The section it is about. Absent: it is asked whatever the terms say. */
  section?: SectionName;
  apply(charges: readonly Charge[], run: Run): Charge[];
}

/** The terms don't say what a charge is. It is held, and a person decides. */
export class Unclear extends Error {
  override readonly name = 'Unclear';
  readonly spec: Pick<CaseSpec, 'code' | 'title' | 'detail' | 'nextStep'>;

  constructor(spec: Unclear['spec']) {
    super(spec.detail);
    this.spec = spec;
  }
}

/** Applies `change` to each charge; one the terms are unclear about is held, in one case for its agreement. */
export function forEachCharge(
  charges: readonly Charge[],
  id: string,
  change: (charge: Charge) => Charge | Charge[],
): Charge[] {
  return charges.flatMap((charge) => {
    try {
      return change(charge);
    } catch (error) {
      if (!(error instanceof Unclear)) throw error;
      return heldAsUnclear(charge, id, error.spec);
    }
  });
}

export function heldAsUnclear(charge: Charge, rule: string, spec: Unclear['spec']): Charge {
  const agreement = charge.terms?.terms.agreement.id ?? charge.order.name;
  return endedBy(charge, rule, {
    verdict: 'hold',
    reason: spec.detail,
    case: { kind: 'policy', severity: 'high', cause: `agreement ${agreement}`, ...spec },
  });
}
