import { ADDON_MODELS } from './models/addon.ts';
import { COLLECTION_MODELS } from './models/collections.ts';
import { INVOICING } from './models/invoicing.ts';
import { PEOPLE } from './models/people.ts';
import { POLICY_MODELS } from './models/policy.ts';
import { SALES } from './models/sales.ts';
import { SUBMISSION_MODELS } from './models/submission.ts';
import { TERMS_MODELS } from './models/terms.ts';
import { WORK } from './models/work.ts';
import type { Field } from './schema.ts';

/** Every model the sandbox knows, with its stored fields. What is not here, it does not know. */
export const MODELS = {
  ...PEOPLE,
  ...SALES,
  ...WORK,
  ...INVOICING,
  ...ADDON_MODELS,
  ...TERMS_MODELS,
  ...POLICY_MODELS,
  ...SUBMISSION_MODELS,
  ...COLLECTION_MODELS,
};

export type ModelName = keyof typeof MODELS;

type Stored<F> = F extends Field<infer V> ? V : never;

/** A record as the store keeps it. */
export type RowOf<M extends ModelName> = { id: number } & {
  [F in keyof (typeof MODELS)[M]]: Stored<(typeof MODELS)[M][F]>;
};
