import { agreement } from '../../../src/rules/terms/schema.ts';
import type { Agreement } from '../../../src/rules/terms/schema.ts';

/** Any input of the schema; what it says is checked when it is parsed. */
export type Draft = Record<string, unknown>;

export const signed = (number: number, effectiveFrom: string, more: Draft = {}): Draft => ({
  version: number,
  status: 'signed',
  effectiveFrom,
  signedOn: effectiveFrom,
  signedBy: 'Jane Doe',
  ...more,
});

export const superseded = (number: number, effectiveFrom: string, more: Draft = {}): Draft =>
  signed(number, effectiveFrom, { status: 'superseded', ...more });

export const draft = (number: number, effectiveFrom: string, more: Draft = {}): Draft => ({
  version: number,
  status: 'draft',
  effectiveFrom,
  ...more,
});

/** @throws ZodError */
export const agreed = (id: string, versions: Draft[], more: Draft = { customer: 'Acme' }): Agreement =>
  agreement.parse({ id, name: id, currency: 'EUR', versions, ...more });
