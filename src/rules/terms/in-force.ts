import { dayWords } from '../days.ts';
import type { Day, Order, Ref } from '../entry.ts';
import type { Agreement, Section, SectionName, TermsVersion } from './schema.ts';
import type { Reference } from './values.ts';
import { daysOf, versionsOn } from './versions.ts';

/** Whose work an entry is. */
export interface WhoseWork {
  /** The order's customer, then the companies it belongs to. */
  customers: Ref[];
  order?: Ref;
  project?: Ref;
  company?: Ref;
}

/** One version of one agreement. */
export interface Terms {
  agreement: Agreement;
  version: TermsVersion;
}

/**
 * Which terms hold for an entry on its service day.
 *
 * `none`: no agreement speaks of this work, so Odoo's own prices and policies hold. `unclear`: agreements contradict each
 * other, or one speaks of this work and holds no more; a person decides.
 */
export type InForce =
  { kind: 'terms'; terms: Terms; master?: Terms } | { kind: 'none' } | { kind: 'unclear'; finding: TermsFinding };

export interface TermsFinding {
  code: 'terms.contradiction' | 'terms.lapsed' | 'terms.master' | 'terms.unreadable';
  /** One sentence that names the agreements and the day. */
  message: string;
  /** Ids of the agreements it is about. */
  agreements: string[];
}

/** An agreement that was found, and is not in a form that can be used. */
export interface Unreadable extends Whose {
  id: string;
  name: string;
  /** `model,id` of the record. */
  record: string;
  /** Sentences that name field and record. */
  problems: string[];
}

export interface Whose {
  customer?: Reference | undefined;
  order?: Reference | undefined;
  project?: Reference | undefined;
  company?: Reference | undefined;
}

/**
 * The terms in force on the service day: of the most specific agreement (project, then order, then customer) that has a
 * version signed for that day, whenever it was signed. Drafts change nothing.
 */
export function termsInForce(
  agreements: readonly Agreement[],
  work: WhoseWork,
  serviceDay: Day,
  unreadable: readonly Unreadable[] = [],
): InForce {
  const broken = unreadable.filter((agreement) => concerns(agreement, work));
  if (broken.length) {
    const message = `${broken.map(({ name, problems }) => `${name} can’t be used. ${problems.join(' ')}`).join(' ')}`;
    return { kind: 'unclear', finding: { code: 'terms.unreadable', message, agreements: broken.map(({ id }) => id) } };
  }
  const concerned = agreements.filter((agreement) => concerns(agreement, work));
  const holding = concerned.flatMap((agreement) =>
    versionsOn(agreement.versions, serviceDay).map((version): Terms => ({ agreement, version })),
  );
  const most = Math.max(...holding.map(({ agreement }) => specificity(agreement)));
  const [terms, ...others] = holding.filter(({ agreement }) => specificity(agreement) === most);
  if (!terms) return lapsed(concerned, serviceDay);
  if (others.length) {
    const both = [terms, ...others];
    const message = `${both.map(termsText).join(' and ')} all hold for the same work on ${dayWords(serviceDay)}: end one of them.`;
    return unclear('terms.contradiction', message, both);
  }
  return withMaster(terms, agreements, serviceDay);
}

/** Whether an agreement is about a customer's work on whichever order. */
export const isOfCustomer = ({ order, project }: Whose): boolean => !order && !project;

/** A section of the terms in force, and whose it is: the agreement's own, else its master's. */
export function sectionOf<Name extends SectionName>(
  { terms, master }: { terms: Terms; master?: Terms },
  name: Name,
): { section: Section<Name>; from: Terms } | undefined {
  const from = terms.version[name] !== undefined ? terms : master;
  const section = from?.version[name];
  return from && section !== undefined ? { section: section as Section<Name>, from } : undefined;
}

/** `Acme support 2026, version 3 of 12 Mar 2026`: the day is the one it was signed. */
export function termsText({ agreement, version }: Terms): string {
  return `${agreement.name}, version ${version.version}${version.signedOn ? ` of ${dayWords(version.signedOn)}` : ''}`;
}

/** `acme-support@3`: for records. */
export function termsId({ agreement, version }: Terms): string {
  return `${agreement.id}@${version.version}`;
}

/** The agreement a `termsId` names. */
export const agreementOf = (id: string): string => id.slice(0, Math.max(0, id.lastIndexOf('@')));

/** Whether a record is the one meant: by id where there is one, else by its exact name. */
export function isMeant(reference: Reference, record: Ref | undefined): boolean {
  if (!record) return false;
  return reference.id === undefined ? reference.name === record.name : reference.id === record.id;
}

/** Whether all an agreement is about is so of the work. */
export function concerns({ customer, order, project, company }: Whose, work: WhoseWork): boolean {
  return (
    (!customer || work.customers.some((one) => isMeant(customer, one))) &&
    (!order || isMeant(order, work.order)) &&
    (!project || isMeant(project, work.project)) &&
    (!company || !work.company || isMeant(company, work.company))
  );
}

/** Whether it may be about work on the order, in any of its projects or in none. */
export function mayConcern(agreement: Whose, order: Order | undefined): boolean {
  if (!order) return false;
  const { customer, commercialCustomer, company, projects } = order;
  const customers = [customer, ...(commercialCustomer ? [commercialCustomer] : [])];
  const whose = [{}, ...projects.map((project) => ({ project }))];
  return whose.some((one) => concerns(agreement, { customers, order, company, ...one }));
}

const specificity = ({ project, order, customer }: Agreement): number =>
  (project ? 4 : 0) + (order ? 2 : 0) + (customer ? 1 : 0);

/** Before an agreement's first day Odoo's own terms held; after it ended nobody has said what holds. */
function lapsed(concerned: Agreement[], day: Day): InForce {
  const begun = concerned.filter(({ versions }) =>
    versions.some((version) => (daysOf(version, versions)?.effectiveFrom ?? day) < day),
  );
  if (!begun.length) return { kind: 'none' };
  const names = begun.map(({ name }) => name).join(' and ');
  const agreements = begun.map(({ id }) => id);
  const message = `No signed version of ${names} holds on ${dayWords(day)}: sign one that does, or bill this work elsewhere.`;
  return { kind: 'unclear', finding: { code: 'terms.lapsed', message, agreements } };
}

function withMaster(terms: Terms, agreements: readonly Agreement[], day: Day): InForce {
  const { under } = terms.agreement;
  if (under === undefined) return { kind: 'terms', terms };
  const master = agreements.find(({ id }) => id === under);
  const [version, ...others] = master ? versionsOn(master.versions, day) : [];
  if (!master || !version || others.length) {
    const message = `${termsText(terms)} is under ${master?.name ?? under}, of which no single signed version holds on ${dayWords(day)}.`;
    return unclear('terms.master', message, master ? [terms, { agreement: master }] : [terms]);
  }
  if (master.currency !== terms.agreement.currency || master.under !== undefined) {
    const message = `${termsText(terms)} can’t be under ${master.name}: a master agreement is in the same currency and under no other.`;
    return unclear('terms.master', message, [terms, { agreement: master }]);
  }
  return { kind: 'terms', terms, master: { agreement: master, version } };
}

function unclear(code: TermsFinding['code'], message: string, about: Pick<Terms, 'agreement'>[]): InForce {
  return {
    kind: 'unclear',
    finding: { code, message, agreements: [...new Set(about.map(({ agreement }) => agreement.id))] },
  };
}
