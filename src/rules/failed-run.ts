import { addDays } from './days.ts';
import { given } from './given.ts';
import type { Day } from './entry.ts';
import type { CaseDraft } from './verdict.ts';

/** A run of a flow that failed. */
export interface FailedRun {
  flow: { id: string; name: string };
  /** Absent where the flow could not even start. */
  run?: { id: string; url?: string };
  node?: { name: string; type: string };
  /** Index of the item it failed at. */
  item?: number;
  /** When it began; a retry keeps the beginning of the run it goes on with. Absent where it could not start. */
  began?: Date;
  failed: Date;
  error: {
    message: string;
    /** How to mend it, where the error says. */
    mend?: string;
    /** The package's own, the system's (`ECONNRESET`) or an HTTP status. */
    code?: string;
  };
}

/** `passing`: connection, time, load: over by itself. `blocking`: stays until somebody mends it, and no billing until then. */
export type Trouble = 'passing' | 'blocking';

/** `safe`: all it does is found again by its key. `look-first`: what it did before it failed, it might do twice. */
export type Replay = 'safe' | 'look-first';

const PASSING_CODES = new Set([
  ...['unreachable', 'timeout'],
  ...['ECONNREFUSED', 'ECONNRESET', 'ECONNABORTED', 'ETIMEDOUT', 'ESOCKETTIMEDOUT', 'EAI_AGAIN', 'EPIPE'],
  ...['EHOSTUNREACH', 'ENETUNREACH', 'UND_ERR_CONNECT_TIMEOUT', 'UND_ERR_HEADERS_TIMEOUT', 'UND_ERR_SOCKET'],
  ...['408', '425', '429', '40001', '40P01'],
]);
const SERVER_TROUBLE = /^5\d\d$/;

/** The package's codes that no waiting mends, whatever the words. */
const BLOCKING_CODES = new Set(['not-odoo', 'database', 'login', 'access', 'addon', 'refused', 'schema']);

const LASTING = /ENOTFOUND|EPROTO|ERR_TLS|ERR_SSL|certificate|redirects elsewhere/i;
const PASSING_WORDS =
  /could not serialize|serialization failure|deadlock detected|ECONNRE(SET|FUSED)|ETIMEDOUT|EAI_AGAIN|socket hang up|timed? ?out|bad gateway|service unavailable|too many requests|rate limit/i;

/** What isn't known to pass blocks: a person looks. */
export function troubleOf({ message, code = '' }: FailedRun['error']): Trouble {
  if (BLOCKING_CODES.has(code) || LASTING.test(code) || LASTING.test(message)) return 'blocking';
  if (PASSING_CODES.has(code) || SERVER_TROUBLE.test(code)) return 'passing';
  return PASSING_WORDS.test(message) ? 'passing' : 'blocking';
}

/** Nodes of this package draft, record, post and open by key; n8n's own of these kinds touch nothing outside. */
const BY_KEY = /^n8n-nodes-odoo-billing\./;
const INWARD =
  /^n8n-nodes-base\.(set|if|switch|filter|merge|sort|limit|splitOut|splitInBatches|aggregate|noOp|dateTime|removeDuplicates|\w*[tT]rigger)$/;

export function replayOf({ node }: FailedRun): Replay {
  if (!node) return 'safe';
  return BY_KEY.test(node.type) || INWARD.test(node.type) ? 'safe' : 'look-first';
}

export const FAILED_RUN = 'workflow.failed';

/** The key of its case; without a node that of a flow that could not start, and what the keys of all its cases begin with. */
export const failedRunKey = (flowId: string, node = ''): string => `${FAILED_RUN}:${flowId}:${node}`;

const [LAST_DAYS, FIRST_DAYS] = [3, 5];

/** The last three days of a month and the first five: what is not billed now is billed a month later. */
export const isMonthEnd = (today: Day): boolean =>
  Number(today.slice(8)) <= FIRST_DAYS || addDays(today, LAST_DAYS).slice(0, 7) !== today.slice(0, 7);

/** One case for each node of a flow, however often it fails. At the end of a month, what passes by itself is severe, too. */
export function failedRunCase(failed: FailedRun, today: Day): CaseDraft {
  const { flow, run, node, item, error, began, failed: failedOn } = failed;
  const trouble = troubleOf(error);
  const where = node ? ` at ${node.name}` : '';
  const severe = trouble === 'blocking' || isMonthEnd(today);
  return {
    key: failedRunKey(flow.id, run && node?.name),
    kind: 'technical',
    code: FAILED_RUN,
    title:
      trouble === 'passing' ? `${flow.name} failed in passing${where}` : `${flow.name} is blocked${where}: mend it`,
    detail: [
      error.message,
      node && `Node: ${node.name}${item === undefined ? '' : `, item ${String(item)}`}.`,
      run ? `Run ${run.id} of ${flow.name}.` : `${flow.name} could not start.`,
    ]
      .filter(Boolean)
      .join('\n'),
    nextStep: nextStep(failed, trouble),
    severity: severe ? 'high' : 'medium',
    amount: '0',
    deadline: addDays(today, 1),
    run: [began ?? failedOn, failedOn].map((at) => at.toISOString()).join('/'),
    ...given({ link: run?.url }),
  };
}

/** A good run: when what it goes by began, and whether it is a retry. */
export interface GoodRun {
  began?: Date;
  retry: boolean;
}

/**
 * Whether a good run shows that the failed one is over: it began after that had failed, or is a retry of that very run.
 * A retry of an older run looks at what was there before.
 *
 * @param run of its case; empty where the case was opened before cases knew it
 */
export function isOver(run: string, { began, retry }: GoodRun): boolean {
  if (!run) return !retry;
  const [beganThen = '', failed = ''] = run.split('/');
  const since = began?.toISOString() ?? '';
  return since === beganThen || since > failed;
}

/** Whether a case already tells of a run that began after this one: one that failed again in a retry does not replace it. */
export const tellsOfNewer = (told: string, { run = '' }: CaseDraft): boolean => beginning(told) > beginning(run);

const beginning = (run: string): string => run.split('/')[0] ?? '';

function nextStep(failed: FailedRun, trouble: Trouble): string {
  const { run, node, error } = failed;
  const mend =
    trouble === 'blocking'
      ? (error.mend ?? 'Find out what is wrong and mend it: nothing is billed by this flow until then.')
      : '';
  const wait = 'This kind of trouble passes by itself, and n8n had tried again.';
  return [
    mend || wait,
    run ? replay(replayOf(failed), node?.name ?? '') : 'Then publish the workflow in n8n again.',
    CLOSE,
  ].join(' ');
}

const replay = (how: Replay, node: string): string =>
  how === 'safe'
    ? 'Then open the run and press Retry, or wait for the next one: nothing is done twice.'
    : `Then open the run, see what ${node} did before it failed, and press Retry only if it may do the rest again.`;

const CLOSE = 'Close this case when a run has succeeded, where the workflow does not close it itself.';
