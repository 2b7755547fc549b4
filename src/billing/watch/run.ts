import { z } from 'zod/v4';
import type { Day } from '../../rules/entry.ts';
import { given } from '../../rules/given.ts';
import type { Finding, Found } from '../../rules/watch/finding.ts';
import type { BillingOdoo } from '../ports.ts';
import { type CaseStatus, keepCases } from './keep-cases.ts';
import type { OfCompanies, Watch } from './watch.ts';

export interface WatchRun<Each extends Finding = Finding> {
  /** Id of the watch. */
  watch: string;
  findings: (Each & { caseStatus?: CaseStatus })[];
  /** Cases closed because their cause is gone. */
  closed: number;
}

export interface WatchSettings {
  today: Day;
  /** Opens cases in Odoo for what is found, and closes those whose cause is gone. */
  keepCases: boolean;
  /** Records of work and of the ledger that are read and judged at once; what hangs together is not parted. */
  slice?: number;
}

/** Takes a process some 200 MB. */
const SLICE = 30_000;

/**
 * Reads and finds, slice by slice, and keeps the cases. What can't be read fails the run, and no case is opened or closed by
 * it: only who has looked at all of it may say that nothing is left.
 *
 * @param options of the watch; its defaults where left out
 * @throws RangeError where the watch has no such option, or the option no such value
 */
export async function runWatch<Options extends OfCompanies, Facts, Each extends Finding>(
  odoo: BillingOdoo,
  watch: Watch<Options, Facts, Each>,
  options: object,
  { today, keepCases: keep, slice = SLICE }: WatchSettings,
): Promise<WatchRun<Each>> {
  const read = watch.options.safeParse(options);
  if (!read.success) throw new RangeError(`Options of ${watch.id}: ${z.prettifyError(read.error)}`);
  // In a function of its own, so that nothing of a slice is left when the next is read.
  const look = async (facts: () => Promise<Facts>) => watch.find(await facts(), read.data, today);
  const all: Found<Each>[] = [];
  for (const facts of await watch.slices(odoo, read.data, today, slice)) all.push(await look(facts));
  const [findings, cases] = [all.flatMap((found) => found.findings), all.flatMap((found) => found.cases)];
  const keys = all.flatMap(({ lookedAt }) => lookedAt ?? []);
  if (!keep) return { watch: watch.id, findings, closed: 0 };
  const { companyIds } = read.data;
  const own = cases.map((found) => ({ ...given({ companyId: companyIds?.[0] }), ...found }));
  const { fate, closed } = await keepCases(
    odoo,
    watch.codes,
    own,
    all.some(({ lookedAt }) => lookedAt) ? { keys } : given({ companyIds }),
  );
  return {
    watch: watch.id,
    findings: findings.map((found) => ({ ...found, ...given({ caseStatus: fate.get(found.caseKey) }) })),
    closed,
  };
}
