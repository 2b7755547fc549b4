import type { DecisionOutcome } from '../billing/ports.ts';
import type { RequestState } from './request.ts';

/** What Odoo's own form shows of a request. All of it is text for people, one line a row. */
export interface ShownInOdoo {
  requestId: string;
  invoiceId: number;
  state: RequestState;
  /** `Draft #42 · Brandt GmbH · 14,092.58 EUR`. */
  about: string;
  why: string[];
  unusual: string[];
  /** What people said besides deciding. A row that begins with a tab is what was said, any other who said it and how. */
  talk: string[];
  /** What waits for an answer, the oldest first. */
  questions: { id: string; of: number[]; text: string }[];
  /** What became of it; empty while it can be decided. */
  standing: string;
  /** Where it is read at the desk; empty where nobody can sign in there. */
  page: string;
  /** SHA-256 of the content asked about, and of all that is shown. */
  contentHash: string;
  seen: string;
  /** Users who can decide at this moment. */
  asked: number[];
}

/** What somebody submits: a decision, or what they say besides. */
export type SubmissionKind = DecisionOutcome | 'ask' | 'hand-on' | 'answer';

/** Something somebody submitted in Odoo, which stamped it with its user. */
export interface Submission {
  id: number;
  requestId: string;
  userId: number;
  name: string;
  kind: SubmissionKind;
  /** Of a question or an answer: what it says. */
  reason: string;
  /** User it is handed on to; 0 where it is something else. */
  to: number;
  /** Which question is answered; empty where it is something else. */
  question: string;
  /** Hash of what they were shown. */
  seen: string;
}

/**
 * `accepted`: the desk has it. `late`: no longer needed. `refused`: they may not. `unseen`: something came up that they were
 * not shown.
 */
export type SubmissionState = 'accepted' | 'late' | 'refused' | 'unseen';

/** Odoo as a channel. Implemented by `src/odoo/`. */
export interface OdooChannel {
  /** Brings what the form shows in line; nothing happens where the invoice is gone. */
  showRequest(shown: ShownInOdoo): Promise<void>;
  /** What was submitted and not answered, the oldest first. `hintAt` is called by Odoo on the next one; empty: not. */
  submissions(hintAt: string): Promise<Submission[]>;
  /** Says what became of one, once; what was answered stays. */
  answerSubmission(id: number, state: SubmissionState, answer: string): Promise<void>;
}
