import { readFile } from 'node:fs/promises';
import { isDeepStrictEqual } from 'node:util';
import type { OdooApi } from '../../odoo/api.ts';
import { connectOdoo } from '../../odoo/connect.ts';
import { readOnly } from '../../odoo/read-only.ts';
import { readForExport } from '../../odoo/terms/export.ts';
import { carryOut, prepareImport } from '../../odoo/terms/import.ts';
import { formatTerms } from '../../rules/terms/file/format.ts';
import { parseTerms } from '../../rules/terms/file/parse.ts';
import { pathText, problemText, shown } from '../../rules/terms/file/problem.ts';
import type { Agreement } from '../../rules/terms/schema.ts';
import type { Reference } from '../../rules/terms/values.ts';
import type { Place } from '../place.ts';
import { KEEPER, READER } from '../questions.ts';
import { planWords } from '../terms-words.ts';

export class TermsRefused extends Error {
  override readonly name = 'TermsRefused';
  readonly mend: string;

  constructor(message: string, mend: string) {
    super(message);
    this.mend = mend;
  }
}

/**
 * The file of these agreements, of all of them where none is named. What is read again is exactly them.
 *
 * @throws TermsRefused where one of them can't be written whole
 */
export async function exportTerms(
  place: Place,
  { agreement, all, json }: { agreement?: string[]; all?: boolean; json?: boolean },
): Promise<string> {
  if (!agreement === !all) throw new TermsRefused('Which agreements?', 'Give --agreement with their ids, or --all.');
  const { agreements, problems } = await readForExport(asReader(place), agreement);
  if (problems.length)
    throw new TermsRefused(
      `Nothing was exported:\n${problems.join('\n')}`,
      'Mend them in Odoo, or name the others with --agreement.',
    );
  if (!agreements.length)
    throw new TermsRefused('Odoo has no agreement in use.', 'Write one under Billing → Agreements, or import a file.');
  const text = formatTerms(agreements, json ? 'json' : 'yaml');
  const again = parseTerms(text);
  if (isDeepStrictEqual(again.agreements, agreements)) return text;
  const why = again.problems?.map(problemText).join('\n') ?? 'It would read differently.';
  throw new TermsRefused(`Nothing was exported: ${why}`, 'Export fewer agreements at a time with --agreement.');
}

/**
 * Brings files of terms into Odoo as drafts: all of them, or nothing. Without `yes` it only says what it would change.
 *
 * @throws TermsRefused with everything that stands in the way
 */
export async function importTerms(place: Place, files: string[], yes: boolean): Promise<string> {
  const { agreements, whereIs } = await readFiles(files);
  const reader = asReader(place);
  const wanted = await prepareImport(reader, agreements);
  if (wanted.problems.length)
    throw refused(
      wanted.problems.map(({ path: [, index, ...inside], value, expected }) => {
        const { file, place: at } = whereIs(Number(index));
        return `${file}: ${pathText(['agreements', at, ...inside])} is ${shown(asWritten(value))}; expected ${expected}.`;
      }),
    );
  const words = planWords(wanted.plans);
  const drafts = wanted.plans.flatMap((plan) => plan.drafts).length;
  if (!drafts) return `${words}\n\nNothing to write.`;
  if (!yes)
    return `${words}\n\nNothing was written. Say --yes to write ${drafts === 1 ? 'this draft' : 'these drafts'}.`;
  await carryOut(reader, asKeeper(place), wanted);
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

/** A record known by its name alone is written as the name. */
function asWritten(value: unknown): unknown {
  const { id, name } = (value ?? {}) as Reference;
  return typeof value === 'object' && id === undefined && name !== undefined ? name : value;
}

const refused = (problems: string[]): TermsRefused =>
  new TermsRefused(`Nothing was written:\n${problems.join('\n')}`, 'Mend the file, and import it again.');

const asReader = (place: Place): OdooApi => readOnly(connect(place, READER));
const asKeeper = (place: Place): OdooApi => connect(place, KEEPER);

function connect({ settings }: Place, { login, password }: typeof READER | typeof KEEPER): OdooApi {
  return connectOdoo({
    url: settings.need('ODOO_URL'),
    database: settings.need('ODOO_DATABASE'),
    login: settings.need(login),
    password: settings.need(password),
  });
}
