import { readFile } from 'node:fs/promises';
import { isDeepStrictEqual } from 'node:util';
import { formatPolicy, loadPolicy, parsePolicy } from '../../approvals/policy/file.ts';
import { inForce } from '../../approvals/policy/in-force.ts';
import { remarksWords, review } from '../../approvals/policy/review.ts';
import type { Policy } from '../../approvals/policy/schema.ts';
import { preparePolicy, writeDraft } from '../../odoo/policy/import.ts';
import type { WrittenPolicy } from '../../odoo/policy/read.ts';
import { readWritten, unreadableOf } from '../../odoo/policy/read.ts';
import { withNames } from '../../odoo/policy/resolve.ts';
import { problemText } from '../../rules/terms/file/problem.ts';
import { asReader, connectAs } from '../connect.ts';
import { foundWords, refused } from '../import-words.ts';
import type { Place } from '../place.ts';
import type { Reviewed } from '../policy-review.ts';
import { policiesInUse } from '../policy-review.ts';
import { draftWords, STATUS, titleIn, titleOf } from '../policy-words.ts';
import { KEEPER } from '../questions.ts';
import { Refused } from '../refused.ts';

/**
 * What a file says, or every version in Odoo that decides or is proposed to.
 *
 * @throws Error where the file can't be read
 */
export async function reviewPolicy(place: () => Promise<Place>, file?: string): Promise<Reviewed[]> {
  if (file !== undefined) {
    const policy = loadPolicy(await readFile(file, 'utf8'), file);
    return [{ title: titleOf(policy), remarks: review(policy), problems: [] }];
  }
  const { settings } = await place();
  const found = await policiesInUse(asReader(settings));
  if (!found.length)
    throw new Refused(
      'Odoo has no approval policy in force or proposed.',
      'Write one under Billing → Approval policy.',
    );
  return found;
}

export interface ExportOptions {
  /** Name or id; `every`: the policy for the companies without one of their own. */
  company?: string;
  /** The version; the one in force today where left out. */
  number?: string;
  json?: boolean;
}

/**
 * The file of one version. What is read again is exactly it.
 *
 * @throws Refused where it is not clear which, or it can't be written whole
 */
export async function exportPolicy(
  { settings, now }: Place,
  { company, number, json }: ExportOptions,
): Promise<string> {
  const api = asReader(settings);
  const versions = ofCompany(await readWritten(api), company);
  const wanted = number === undefined ? decidingOn(versions, now) : numbered(versions, number);
  if (!wanted.policy)
    throw new Refused(
      `Nothing was exported: ${titleIn(wanted)} can’t be used. ${wanted.problems.join(' ')}`,
      'Mend it in Odoo, or name another version with --number.',
    );
  const policy = await withNames(api, wanted.policy);
  const text = formatPolicy(policy, json ? 'json' : 'yaml');
  const again = parsePolicy(text);
  if (isDeepStrictEqual(again.policy, policy)) return text;
  const why = again.problems?.map(problemText).join('\n') ?? 'It would read differently.';
  throw new Refused(`Nothing was exported: ${why}`, 'Report this.');
}

const EVERY = 'every';

function ofCompany(all: readonly WrittenPolicy[], wanted?: string): WrittenPolicy[] {
  const groups = Map.groupBy(all, ({ said }) => (said.company as Policy['company'])?.id ?? EVERY);
  const named = [...groups].map(([id, versions]) => ({
    names: [String(id), (versions[0]?.said.company as Policy['company'])?.name ?? EVERY],
    versions,
  }));
  if (!named.length)
    throw new Refused('Odoo has no approval policy.', 'Write one under Billing → Approval policy, or import a file.');
  const [only, ...others] = named.filter(({ names }) => wanted === undefined || names.includes(wanted));
  if (only && !others.length) return only.versions;
  throw new Refused(
    'Which policy?',
    `Give --company with one of: ${named.map(({ names }) => names.at(-1)).join(', ')}.`,
  );
}

function decidingOn(versions: readonly WrittenPolicy[], now: Date): WrittenPolicy {
  const decided = versions.filter(({ status }) => status === 'in-force' || status === 'superseded');
  const [first] = decided;
  const company = first?.said.company as Policy['company'];
  const found = inForce(
    decided.flatMap(({ policy }) => policy ?? []),
    { id: company?.id ?? 0, name: company?.name ?? 'every company' },
    now.toISOString().slice(0, 10),
    unreadableOf(decided),
  );
  if ('unclear' in found) throw new Refused(`Nothing was exported: ${found.unclear}`, 'Mend it in Odoo.');
  const one = 'policy' in found ? versions.find(({ policy }) => policy === found.policy) : undefined;
  if (one) return one;
  throw new Refused('No version of it is in force today.', `Give --number with one of: ${numbersOf(versions)}.`);
}

function numbered(versions: readonly WrittenPolicy[], number: string): WrittenPolicy {
  const found = versions.find(({ said }) => String(said.version) === number);
  if (found) return found;
  throw new Refused(`It has no version ${number}.`, `Give --number with one of: ${numbersOf(versions)}.`);
}

const numbersOf = (versions: readonly WrittenPolicy[]): string =>
  versions.map(({ said, status }) => `${String(said.version)} (${STATUS[status]})`).join(', ');

/**
 * Brings a file into Odoo as a draft, whole or not at all. Without `yes` it only says what it would change.
 *
 * @throws Refused with everything that stands in the way
 */
export async function importPolicy({ settings }: Place, file: string, yes: boolean): Promise<string> {
  const { policy, problems = [] } = parsePolicy(await readFile(file, 'utf8'));
  if (!policy) throw refused(problems.map((problem) => `${file}: ${problemText(problem)}`));
  const reader = asReader(settings);
  const wanted = await preparePolicy(reader, policy);
  if (wanted.problems) throw refused(wanted.problems.map((problem) => `${file}: ${foundWords(problem)}`));
  if (!wanted.draft)
    return `${titleIn(wanted.same)} (${STATUS[wanted.same.status]}): nothing changed.\n\nNothing to write.`;
  const { draft } = wanted;
  const words = [draftWords(draft), '', ...remarksWords(review(draft.policy))].join('\n');
  if (!yes) return `${words}\n\nNothing was written. Say --yes to write this draft.`;
  await writeDraft(reader, connectAs(settings, KEEPER), draft);
  return `${words}\n\nWritten to Odoo. Nothing of it decides yet: a controller proposes it, another puts it in force.`;
}
