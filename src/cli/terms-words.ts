import type { AgreementPlan, DraftPlan } from '../odoo/terms/plan.ts';
import { differenceWords } from '../odoo/terms/differences.ts';
import { dayWords } from '../rules/days.ts';

/** What an import does, for whoever says yes to it. */
export const planWords = (plans: readonly AgreementPlan[]): string => plans.map(agreementWords).join('\n\n');

function agreementWords({ agreement, isNew, drafts }: AgreementPlan): string {
  const { id, name, customer, order, project, company, currency, under } = agreement;
  const title = `${name} (${id})`;
  if (!drafts.length) return `${title}: nothing changed.`;
  const whose = Object.entries({ customer, order, project, company })
    .flatMap(([what, reference]) => (reference ? [`${what} ${reference.name} (id ${String(reference.id)})`] : []))
    .join(', ');
  const about = isNew ? `new agreement, ${whose}, ${currency}${under ? `, under ${under}` : ''}.` : `${whose}.`;
  return [`${title}: ${about}`, ...drafts.map(draftWords)].join('\n');
}

function draftWords({ version, base, changes }: DraftPlan): string {
  const { version: number, status, effectiveFrom, effectiveTo, signedBy, signedOn } = version;
  const days = `${dayWords(effectiveFrom)}${effectiveTo ? ` to ${dayWords(effectiveTo)}` : ''}`;
  const than = base === undefined ? '' : `, unlike version ${base}`;
  const signed =
    status !== 'draft' && signedOn
      ? [`    (The file has it ${status}, by ${signedBy} on ${dayWords(signedOn)}: sign it in Odoo.)`]
      : [];
  return [
    `  Draft version ${number}, from ${days}${than}:`,
    ...changes.map((change) => `    ${differenceWords(change)}`),
    ...signed,
  ].join('\n');
}
