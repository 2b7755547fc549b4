import type { Expectation, Finding } from './expectation.ts';
import type { Place } from './place.ts';

export interface Result {
  id: string;
  title: string;
  finding: Finding;
  /** What setup did about it. */
  done?: string;
}

/**
 * Looks at every expectation in order. With `mend`, what is missing is made so where that can be done, and looked at again.
 * What throws is a finding like any other: one broken part hides no other.
 */
export async function examine(
  expectations: readonly Expectation[],
  place: Place,
  { mend = false, onResult }: { mend?: boolean; onResult?: (result: Result) => void } = {},
): Promise<Result[]> {
  const results = new Map<string, Result>();
  for (const expectation of expectations) {
    const result = await examineOne(expectation, place, mend, results);
    results.set(expectation.id, result);
    onResult?.(result);
  }
  return [...results.values()];
}

async function examineOne(
  expectation: Expectation,
  place: Place,
  mend: boolean,
  before: ReadonlyMap<string, Result>,
): Promise<Result> {
  const { id, title } = expectation;
  const waitsFor = (expectation.needs ?? []).map((need) => before.get(need)).find((need) => need && !holds(need));
  if (waitsFor) return { id, title, finding: waiting(waitsFor) };

  const finding = await looking(() => expectation.look(place));
  if (!mend || !expectation.mend || (finding.is !== 'missing' && finding.is !== 'advice'))
    return { id, title, finding };
  try {
    const done = await expectation.mend(place);
    if (done === undefined) return { id, title, finding };
    return { id, title, finding: await looking(() => expectation.look(place)), done };
  } catch (error) {
    return { id, title, finding: failure(error) };
  }
}

const holds = ({ finding }: Result): boolean => finding.is === 'ok' || finding.is === 'advice';

const waiting = ({ title, finding }: Result): Finding =>
  finding.is === 'unused' ? finding : { is: 'unknown', what: `Waits for: ${title}` };

async function looking(look: () => Promise<Finding>): Promise<Finding> {
  try {
    return await look();
  } catch (error) {
    return failure(error);
  }
}

/** Our errors say how to mend them; of others there is only what happened. */
function failure(error: unknown): Finding {
  const { message, mend } = error as Error & { mend?: string };
  return { is: 'missing', what: message, mend: mend ?? 'Mend what is named, then run this again.' };
}
