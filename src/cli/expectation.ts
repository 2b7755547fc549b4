import type { Place } from './place.ts';

/**
 * `ok`: as it should be. `missing`: billing does not work, or is not under control, without it. `advice`: works, could be
 * better. `unused`: not wanted here, e.g. no Slack. `unknown`: can't be looked at before something else is mended.
 */
export type Finding =
  { is: 'ok' | 'unused' | 'unknown'; what: string } | { is: 'missing' | 'advice'; what: string; mend: string };

/** One thing that ought to be so: `doctor` looks, `setup` looks and mends. */
export interface Expectation {
  /** `<group>.<name>`, e.g. `odoo.addon`. */
  id: string;
  /** The statement that ought to be true. */
  title: string;
  /** Looked at only where all of these hold. */
  needs?: readonly string[];
  look(place: Place): Promise<Finding>;
  /** Makes it so and says what was done; nothing where it would take a person after all. */
  mend?(place: Place): Promise<string | undefined>;
}

export const ok = (what: string): Finding => ({ is: 'ok', what });
export const unused = (what: string): Finding => ({ is: 'unused', what });
export const missing = (what: string, mend: string): Finding => ({ is: 'missing', what, mend });
export const advice = (what: string, mend: string): Finding => ({ is: 'advice', what, mend });
