import { adjusted } from './cases/adjusted.ts';
import { advances } from './cases/advances.ts';
import { agreed } from './cases/agreed.ts';
import { approvals } from './cases/approvals.ts';
import { checking } from './cases/checking.ts';
import { choosing } from './cases/choosing.ts';
import { drafting } from './cases/drafting.ts';
import { events } from './cases/events.ts';
import { exceptions } from './cases/exceptions.ts';
import { foreseeing } from './cases/foreseeing.ts';
import { format } from './cases/format.ts';
import { holdback } from './cases/holdback.ts';
import { members } from './cases/members.ts';
import { policy } from './cases/policy.ts';
import { policyFiles } from './cases/policy-files.ts';
import { keys } from './cases/keys.ts';
import { kpis } from './cases/kpis.ts';
import { masters } from './cases/master.ts';
import { oneInvoice } from './cases/one-invoice.ts';
import { queue } from './cases/queue.ts';
import { reading } from './cases/reading.ts';
import { revenue } from './cases/revenue.ts';
import { rights } from './cases/rights.ts';
import { submissions } from './cases/submissions.ts';
import { termsFiles } from './cases/terms-files.ts';
import { watching } from './cases/watching.ts';
import type { PlaceTest } from './place.ts';

/** What billing counts on of any Odoo. The cases share one firm: each leaves it as it was, or keeps to orders of its own. */
export function contract(test: PlaceTest): void {
  reading(test);
  choosing(test);
  foreseeing(test);
  drafting(test);
  checking(test);
  approvals(test);
  exceptions(test);
  queue(test);
  events(test);
  rights(test);
  keys(test);
  adjusted(test);
  revenue(test);
  policy(test);
  members(test);
  submissions(test);
  watching(test);
  kpis(test);
  // Last: what is agreed on stays.
  agreed(test);
  advances(test);
  format(test);
  holdback(test);
  masters(test);
  oneInvoice(test);
  termsFiles(test);
  policyFiles(test);
}
