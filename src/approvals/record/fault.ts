/** What is wrong with an invoice's record, at the first link where it is. */
export interface Fault {
  invoice: number;
  /** Number of the first bad link. */
  link: number;
  code: FaultCode;
  /** What is there instead. */
  what: string;
}

export const FAULTS = {
  altered: 'The link was changed after it was written.',
  missing: 'A link was removed, or never reached the record.',
  reordered: 'Links stand in another order than they were written in.',
  forked: 'A number is taken twice: a link was put in.',
  rewritten: 'The link before was changed, and its own hash computed anew.',
  truncated: 'The end of the record was cut off, or Odoo was restored from a backup that is older.',
  gone: 'The whole record of the invoice was removed, or Odoo was restored from a backup that is older.',
  recomputed: 'The record holds together, and is not the one that was written: it was computed anew.',
  decision: 'A decision record does not agree with the record of its invoice.',
  foreign: 'The decision was recorded past the desk: with its key to Odoo, or by somebody given its group.',
  unapproved: 'The invoice was posted without an approval of what it said: the posting guard was off.',
} as const;

export type FaultCode = keyof typeof FAULTS;
