import { readFile } from 'node:fs/promises';
import { isDeepStrictEqual } from 'node:util';
import { readForExport } from '../../odoo/terms/export.ts';
import { carryOut, prepareImport } from '../../odoo/terms/import.ts';
import { formatTerms } from '../../rules/terms/file/format.ts';
import { parseTerms } from '../../rules/terms/file/parse.ts';
import { problemText, shown } from '../../rules/terms/file/problem.ts';
import type { Agreement } from '../../rules/terms/schema.ts';
import { asReader, connectAs } from '../connect.ts';
import { foundWords, refused } from '../import-words.ts';
import type { Place } from '../place.ts';
import { KEEPER } from '../questions.ts';
import { Refused } from '../refused.ts';
import { planWords } from '../terms-words.ts';

/**
 * The file of these agreements, of all of them where none is named. What is read again is exactly them.
 *
 * @throws Refused where one of them can't be written whole
 */
export async function exportTerms(
  place: Place,
  { agreement, all, json }: { agreement?: string[]; all?: boolean; json?: boolean },
): Promise<string> {
  if (!agreement === !all) throw new Refused('Which agreements?', 'Give --agreement with their ids, or --all.');
  const { agreements, problems } = await readForExport(asReader(place.settings), agreement);
  if (problems.length)
    throw new Refused(
      `Nothing was exported:\n${problems.join('\n')}`,
      'Mend them in Odoo, or name the others with --agreement.',
    );
  if (!agreements.length)
    throw new Refused('Odoo has no agreement in use.', 'Write one under Billing → Agreements, or import a file.');
  const text = formatTerms(agreements, json ? 'json' : 'yaml');
  const again = parseTerms(text);
  if (isDeepStrictEqual(again.agreements, agreements)) return text;
  const why = again.problems?.map(problemText).join('\n') ?? 'It would read differently.';
  throw new Refused(`Nothing was exported: ${why}`, 'Export fewer agreements at a time with --agreement.');
}

/**
 * Brings files of terms into Odoo as drafts: all of them, or nothing. Without `yes` it only says what it would change.
 *
 * @throws Refused with everything that stands in the way
 */
export async function importTerms(place: Place, files: string[], yes: boolean): Promise<string> {
  const { agreements, whereIs } = await readFiles(files);
  const reader = asReader(place.settings);
  const wanted = await prepareImport(reader, agreements);
  if (wanted.problems.length)
    throw refused(
      wanted.problems.map(({ path: [, index, ...inside], value, expected }) => {
        const { file, place: at } = whereIs(Number(index));
        return `${file}: ${foundWords({ path: ['agreements', at, ...inside], value, expected })}`;
      }),
    );
  const words = planWords(wanted.plans);
  const drafts = wanted.plans.flatMap((plan) => plan.drafts).length;
  if (!drafts) return `${words}\n\nNothing to write.`;
  if (!yes)
    return `${words}\n\nNothing was written. Say --yes to write ${drafts === 1 ? 'this draft' : 'these drafts'}.`;
  await carryOut(reader, connectAs(place.settings, KEEPER), wanted);
  return `${words}\n\nWritten to Odoo. Nothing of it holds yet: a terms keeper says who signed it and proposes it, another agrees.`;
}

interface Files {
  agreements: Agreement[];
  /** File and place in it of the agreement with this place in all. */
  whereIs(index: number): { file: string; place: number };
}

async function readFiles(files: string[]): Promise<Files> {
  const problems: string[] = [];
  const all: { file: string; place: number; agreement: Agreement }[] = [];
  for (const file of files) {
    const { agreements = [], problems: found = [] } = parseTerms(await readFile(file, 'utf8'));
    problems.push(...found.map((problem) => `${file}: ${problemText(problem)}`));
    agreements.forEach((agreement, place) => {
      const other = all.find((one) => one.agreement.id === agreement.id);
      if (other)
        problems.push(
          `${file}: agreements[${place}].id is ${shown(agreement.id)}; expected an id of its own: ${other.file} has it too.`,
        );
      all.push({ file, place, agreement });
    });
  }
  if (problems.length) throw refused(problems);
  return {
    agreements: all.map(({ agreement }) => agreement),
    whereIs: (index) => all[index] ?? { file: '', place: index },
  };
}
