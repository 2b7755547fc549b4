import * as closeFailedRuns from './case/closeFailedRuns.operation.ts';
import * as closeSolved from './case/closeSolved.operation.ts';
import * as openCase from './case/open.operation.ts';
import * as openFailedRun from './case/openFailedRun.operation.ts';
import * as openDispute from './dispute/open.operation.ts';
import * as draftInvoice from './invoice/draft.operation.ts';
import * as dryRun from './invoice/dryRun.operation.ts';
import * as getInvoice from './invoice/get.operation.ts';
import * as getWaitingInvoices from './invoice/getWaiting.operation.ts';
import * as postInvoice from './invoice/post.operation.ts';
import * as releaseInvoice from './invoice/release.operation.ts';
import * as shadow from './invoice/shadow.operation.ts';
import type { Operation } from '../shared/route.ts';
import * as recordVerdict from './verdict/record.operation.ts';
import * as billWork from './work/bill.operation.ts';
import * as collectWork from './work/collect.operation.ts';

export const operations = {
  case: { closeFailedRuns, closeSolved, open: openCase, openFailedRun },
  dispute: { open: openDispute },
  invoice: {
    draft: draftInvoice,
    dryRun,
    get: getInvoice,
    getWaiting: getWaitingInvoices,
    post: postInvoice,
    release: releaseInvoice,
    shadow,
  },
  verdict: { record: recordVerdict },
  work: { bill: billWork, collect: collectWork },
} satisfies Record<string, Record<string, Operation>>;
