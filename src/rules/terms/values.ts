import { z } from 'zod/v4';
import { exact, text } from '../../money/decimal.ts';
import type { Day } from '../entry.ts';

/** Every message below reads on after "expected". */

const PLAIN = /^-?(0|[1-9]\d{0,14})(\.\d{1,20})?$/;

/** What a decimal counts; `measure` is an amount or hours, whichever its section says. */
export type Unit = 'amount' | 'price' | 'percent' | 'hours' | 'factor' | 'measure';

interface Range {
  min: number;
  max?: number;
  /** `min` itself is too little. */
  above?: boolean;
}

/**
 * An exact decimal: text, or a number as it is written in a file. Becomes plain text without trailing zeros.
 *
 * A number stands for its shortest form, so 0.1 stays 0.1; `file.ts` hands over the source text of what a float can't hold.
 */
function decimal(unit: Unit, expected: string, { min, max, above }: Range) {
  const lower = above ? z.number().gt(min) : z.number().min(min);
  const inRange = (value: string | number): boolean => {
    const number = exact(value);
    if (!PLAIN.test(text(number))) return false;
    return (above ? number.gt(min) : number.gte(min)) && (max === undefined || number.lte(max));
  };
  return z
    .union([z.string().regex(PLAIN), max === undefined ? lower : lower.max(max)], { error: expected })
    .refine(inRange, { error: expected })
    .transform((value) => text(exact(value)))
    .meta({ format: 'decimal', 'x-unit': unit });
}

/** In the agreement's currency. */
export const amount = () =>
  decimal('amount', 'an amount of money above 0 such as 40000 or 1250.50', { min: 0, above: true });
/** Price of one hour or day in the agreement's currency, not negative. */
export const price = () => decimal('price', 'a price such as 150 or 137.50, not negative', { min: 0 });
export const percent = () => decimal('percent', 'a percentage from 0 to 100, such as 12.5', { min: 0, max: 100 });
/** A percentage that may be left out, but not be 0. */
export const share = () =>
  decimal('percent', 'a percentage above 0 and up to 100, such as 12.5', { min: 0, max: 100, above: true });
/** May be more than 100. */
export const markupPercent = () => decimal('percent', 'a percentage above 0 such as 10', { min: 0, above: true });
export const hours = () => decimal('hours', 'hours above 0, such as 0.25 or 8', { min: 0, above: true });
export const factor = () => decimal('factor', 'a factor above 0, such as 1.5', { min: 0, above: true });
/** An amount or hours, whichever its section counts in. */
export const measure = () => decimal('measure', 'a number above 0 such as 40 or 1250.50', { min: 0, above: true });
/** Where a tier begins. */
export const threshold = () => decimal('measure', 'a number such as 40 or 1250.50, not negative', { min: 0 });
/** Price of one hour that may be left out, but not be 0. */
export const ownPrice = () => decimal('price', 'a price above 0 such as 150 or 137.50', { min: 0, above: true });

export const positiveInt = (expected: string) => z.int({ error: expected }).min(1, { error: expected });

const DAY = 'a day that exists, written YYYY-MM-DD';
/** What is no day ends the check: nothing is reckoned from it. */
export const day = () => z.iso.date({ error: DAY, abort: true });

const CURRENCIES = new Set(Intl.supportedValuesOf('currency'));
const CURRENCY = 'an ISO 4217 currency code such as EUR';
export const currency = () =>
  z
    .string({ error: CURRENCY })
    .regex(/^[A-Z]{3}$/, { error: CURRENCY })
    .refine((code) => CURRENCIES.has(code), { error: CURRENCY });

const LINE = 'a text on one line, without spaces around it';
/** One line of text, as Odoo keeps it: nothing around it, not empty, at most 200 characters. */
export const line = () => z.string({ error: LINE }).regex(/^\S(.{0,198}\S)?$/u, { error: LINE });

const NOTE = 'a text of at most 4000 characters';
export const note = () => z.string({ error: NOTE }).regex(/\S/, { error: NOTE }).max(4000, { error: NOTE });

const KEY = 'a short name of letters, digits, ".", "_" and "-", such as acme-2026';
export const key = () => z.string({ error: KEY }).regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/, { error: KEY });

const REFERENCE = 'a name as Odoo shows it, or { id, name } with the id of the Odoo record';
/**
 * A record of Odoo: by name as Odoo shows it, or by id. Where there is an id it decides, and the name is for the reader.
 */
export const reference = () =>
  z
    .union([line(), z.strictObject({ id: positiveInt(REFERENCE).optional(), name: line().optional() })], {
      error: REFERENCE,
    })
    .refine((value) => typeof value === 'string' || value.id !== undefined || value.name !== undefined, {
      error: REFERENCE,
    })
    .transform((value): Reference => (typeof value === 'string' ? { name: value } : value));

export interface Reference {
  id?: number | undefined;
  name?: string | undefined;
}

/** Fields of a row that holds from a day to a day, both inclusive; what is left out has no end. */
export const dated = {
  effectiveFrom: day()
    .optional()
    .describe('First service day this row holds. Left out: from the start of the version.'),
  effectiveTo: day().optional().describe('Last service day this row holds. Left out: to the end of the version.'),
};

export interface Dated {
  effectiveFrom?: Day | undefined;
  effectiveTo?: Day | undefined;
}

export const holdsOn = ({ effectiveFrom, effectiveTo }: Dated, day: Day): boolean =>
  (effectiveFrom === undefined || effectiveFrom <= day) && (effectiveTo === undefined || day <= effectiveTo);

/** Whether there is a day on which both hold. */
export const overlap = (a: Dated, b: Dated): boolean =>
  (a.effectiveTo === undefined || b.effectiveFrom === undefined || b.effectiveFrom <= a.effectiveTo) &&
  (b.effectiveTo === undefined || a.effectiveFrom === undefined || a.effectiveFrom <= b.effectiveTo);
