import { z } from 'zod/v4';

/** What options of watches are made of. */
export const day = z.iso.date();
export const days = z.number().int().min(0);
export const hours = z.string().regex(/^\d+(\.\d+)?$/, 'write hours as a plain number, e.g. 1.5');
export const companyIds = z
  .array(z.number().int().positive())
  .min(1)
  .optional()
  .describe('Companies to look at; all where left out');
