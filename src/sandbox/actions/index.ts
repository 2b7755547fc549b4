import type { ReadAlong } from '../../odoo/along.ts';
import { accessError, unknown } from '../faults.ts';
import type { Env } from '../env.ts';
import type { Group } from '../rights.ts';
import { approveTime, withdrawTime } from './approve-time.ts';
import { recordEvent } from './audit.ts';
import { attendance } from './attendance.ts';
import { closeCases, openCases } from './cases.ts';
import { invoice, person, recordDecision } from './decisions.ts';
import { draft, findDrafts, foresee } from './draft.ts';
import { checkOrders } from './check-orders.ts';
import { dun, openDispute, receivables } from './collections.ts';
import { confirm, listen, take, unlisten } from './events.ts';
import { editDraft } from './edit-draft.ts';
import { takeOff } from './take-off.ts';
import { members } from './members.ts';
import { remarkPolicies, unreviewedPolicies } from './remarks.ts';
import { policyNames, riskFacts } from './policy.ts';
import { reads } from './reads.ts';
import { staff } from './staff.ts';
import { recordStraightThrough } from './straight-through.ts';
import { loadPolicy } from './load-policy.ts';
import { loadTerms } from './load-terms.ts';
import { post } from './post.ts';
import { release, settleRelease } from './release.ts';
import { answerSubmission, showRequest, submissions } from './submission.ts';
import { recordVerdicts } from './verdicts.ts';
import { workdays } from './workdays.ts';

export interface ActionContext {
  /** What the add-on's callers hand over. */
  billing?: unknown;
  active_ids?: number[];
}

interface Action {
  /** Who may run it. */
  groups: Group[];
  run: (env: Env, context: ActionContext) => unknown;
}

const called = <Payload>(groups: Group[], run: (env: Env, payload: Payload) => unknown): Action => ({
  groups,
  run: (env, { billing }) => {
    if (typeof billing !== 'string') throw unknown('an action without its payload in the context key "billing"');
    return run(env, JSON.parse(Buffer.from(billing, 'base64').toString()) as Payload);
  },
});

const onSelection = (groups: Group[], run: (env: Env, ids: number[]) => void): Action => ({
  groups,
  run: (env, { active_ids }) => {
    if (!active_ids) throw unknown('an action without the selected records in the context key "active_ids"');
    run(env, active_ids);
    return false;
  },
});

const ROBOTS: Group[] = ['robot_drafter', 'robot_desk'];
const READING: Group[] = ['robot_drafter', 'robot_watch', 'robot_desk'];
const KEEPING_CASES: Group[] = ['robot_watch', 'robot_desk'];

/** The add-on's actions by XML id; what each does is told by its Python in `src/odoo/addon`. */
export const ACTIONS: Record<string, Action> = {
  action_draft: called(['robot_drafter'], draft),
  action_foresee: called(['robot_drafter'], foresee),
  action_check_orders: called(['robot_watch'], checkOrders),
  action_read: called(READING, (env, asked: ReadAlong) => ({ rows: JSON.stringify(reads(env, [asked])[0]) })),
  action_find_drafts: called(['robot_drafter'], findDrafts),
  action_record_verdicts: called(['robot_drafter'], recordVerdicts),
  action_open_cases: called(KEEPING_CASES, openCases),
  action_close_cases: called(KEEPING_CASES, closeCases),
  action_invoice: called(ROBOTS, invoice),
  action_person: called(ROBOTS, person),
  action_record_decision: called(['robot_desk'], recordDecision),
  action_record_event: called(['robot_desk'], recordEvent),
  action_show_request: called(['robot_desk'], showRequest),
  action_submissions: called(['robot_desk'], submissions),
  action_answer_submission: called(['robot_desk'], answerSubmission),
  action_receivables: called(['robot_watch'], receivables),
  action_open_dispute: called(['robot_drafter', 'robot_desk'], openDispute),
  action_edit_draft: called(['robot_desk'], editDraft),
  action_dun: called(['robot_drafter'], dun),
  action_attendance: called(['robot_watch'], attendance),
  action_risk_facts: called(ROBOTS, riskFacts),
  action_members: called(ROBOTS, members),
  action_record_straight_through: called(['robot_desk'], recordStraightThrough),
  action_policy_names: called([...ROBOTS, 'controller'], policyNames),
  action_unreviewed_policies: called(['robot_desk'], unreviewedPolicies),
  action_remark_policies: called(['robot_desk'], remarkPolicies),
  action_staff: called(['robot_watch'], staff),
  action_workdays: called(['robot_watch'], workdays),
  action_post: called(['robot_drafter'], post),
  action_listen: called(ROBOTS, listen),
  action_unlisten: called(ROBOTS, unlisten),
  action_take: called(ROBOTS, take),
  action_confirm: called(ROBOTS, confirm),
  action_release: called(['robot_drafter'], release),
  action_settle_release: called(['robot_drafter'], settleRelease),
  action_load_terms: called(['terms_keeper'], loadTerms),
  action_load_policy: called(['controller'], loadPolicy),
  action_approve_time: onSelection(['preparer', 'approver'], approveTime),
  action_take_off: onSelection(['preparer', 'approver'], takeOff),
  action_withdraw_time: onSelection(['preparer', 'approver'], withdrawTime),
};

export function runAction(env: Env, name: string, context: ActionContext): unknown {
  const action = ACTIONS[name];
  if (!action) throw unknown(`the action ${name}`);
  if (!env.rights.has(env.uid, ...action.groups)) {
    throw accessError("You don't have enough access rights to run this action.");
  }
  return action.run(env, context);
}
