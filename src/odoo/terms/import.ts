import type { Agreement } from '../../rules/terms/schema.ts';
import type { Reference } from '../../rules/terms/values.ts';
import type { OdooApi } from '../api.ts';
import { OdooError } from '../errors.ts';
import { load } from '../load.ts';
import { differences } from './differences.ts';
import { termsValues } from './form.ts';
import type { AgreementPlan } from './plan.ts';
import { planImport } from './plan.ts';
import type { ImportProblem } from './resolve.ts';
import { resolveAll } from './resolve.ts';
import type { Plain } from './written.ts';
import { readWritten } from './written.ts';

export interface TermsImport {
  plans: AgreementPlan[];
  /** Where there are any, nothing of the plans is carried out. */
  problems: ImportProblem[];
  /** Ids of currencies by code. */
  currencies: ReadonlyMap<string, number>;
}

/** What bringing these agreements into Odoo would change. Odoo is only read. */
export async function prepareImport(reader: OdooApi, given: readonly Agreement[]): Promise<TermsImport> {
  const codes = [...new Set(given.map(({ currency }) => currency))];
  const [resolved, written, rows] = await Promise.all([
    resolveAll(reader, given),
    readWritten(reader, undefined, true),
    reader.searchRead('res.currency', [['name', 'in', codes]], {
      fields: ['name', 'decimal_places'],
      archived: true,
    }),
  ]);
  const currencies = new Map(rows.map(({ id, name }) => [String(name), id as number]));
  if (resolved.problems.length) return { plans: [], problems: resolved.problems, currencies };
  const places = new Map(rows.map((row) => [String(row.name), Number(row.decimal_places)]));
  return { ...planImport(resolved.agreements, written, places), currencies };
}

/**
 * Writes the plans, all of them in one transaction, as drafts and in the keeper's name; then reads them again.
 *
 * @throws OdooError where Odoo refuses it, and nothing is written; `schema` where it then holds something else
 */
export async function carryOut(reader: OdooApi, keeper: OdooApi, { plans, currencies }: TermsImport): Promise<void> {
  const changing = plans.filter(({ drafts }) => drafts.length);
  if (!changing.length) return;
  const masters = changing.toSorted((a, b) => Number(Boolean(a.agreement.under)) - Number(Boolean(b.agreement.under)));
  const billing = {
    agreements: masters
      .filter(({ isNew }) => isNew)
      .map(({ agreement }) => ({
        under: agreement.under ?? '',
        values: aboutValues(agreement, currencies.get(agreement.currency) ?? 0),
      })),
    versions: changing.flatMap(({ agreement, last, drafts }) =>
      drafts.map(({ version }) => ({
        agreement: agreement.id,
        last,
        values: unsigned(termsValues(version, (_, { id = 0 }) => id)),
      })),
    ),
  };
  await load(reader, keeper, 'action_load_terms', billing);
  const written = await readWritten(reader);
  for (const { agreement, drafts } of changing) {
    const found = written.find(({ about }) => about.id === agreement.id);
    for (const { plain } of drafts) {
      const held = found?.versions.find(({ row }) => row.x_version === plain.version);
      if (!held || differences(plain, held.plain).length)
        throw new OdooError(
          'schema',
          `Odoo holds something else than the file as version ${String(plain.version)} of ${agreement.name}.`,
          'Delete that draft in Odoo, and report this.',
        );
    }
  }
}

/** Signing is an act of a person in Odoo. */
const unsigned = (values: Plain): Plain =>
  Object.fromEntries(Object.entries(values).filter(([name]) => !name.startsWith('x_signed')));

function aboutValues({ id, name, company, customer, order, project }: Agreement, currency: number): Plain {
  const values = {
    x_key: id,
    x_name: name,
    x_currency_id: currency,
    x_company_id: idOf(company),
    x_partner_id: idOf(customer),
    x_order_id: idOf(order),
    x_project_id: idOf(project),
  };
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
}

const idOf = (reference: Reference | undefined): number | undefined => reference?.id;
