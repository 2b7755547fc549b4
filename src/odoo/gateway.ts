import type { BillingOdoo } from '../billing/ports.ts';
import type { OdooApi } from './api.ts';
import { readAttendance } from './attendance.ts';
import { readBilledUnder } from './books/billed-under.ts';
import { readBooks } from './books/books.ts';
import { heads, recordEvent } from './audit.ts';
import { editDraft } from './edit-draft.ts';
import { edits } from './edits.ts';
import { casesOfRuns, closeCases, closeSolved, openCases, openCasesOf } from './cases.ts';
import { readCompanies } from './companies.ts';
import { personByEmail, recordDecision } from './decisions.ts';
import { draft, findDrafts, foresee } from './drafts.ts';
import { readInvoiced } from './invoiced.ts';
import { draftsAwaitingDecision, post, readInvoice } from './invoices.ts';
import { release, settleRelease } from './releases.ts';
import { readAgreements } from './terms/read.ts';
import { recordVerdicts } from './verdicts.ts';
import { dun, openDispute, readReceivables } from './receivables.ts';
import { readStaff } from './staff.ts';
import { readStandingCases } from './standing-cases.ts';
import { readSlices } from './watch/slices.ts';
import { readStuck } from './watch/stuck.ts';
import { readWaiting } from './watch/waiting.ts';
import { collectWork } from './work/collect.ts';

/** What billing needs of Odoo, over any protocol. `odooUrl` is where people open Odoo, for links. */
export function createBillingOdoo(api: OdooApi, odooUrl: string): BillingOdoo {
  const screen = (action: string) => `${odooUrl}/odoo/action-${action}`;
  return {
    collectWork: (scope) => collectWork(api, scope),
    agreements: ({ companyIds }) => readAgreements(api, companyIds),
    slices: (scope, most, ledger) => readSlices(api, scope, most, ledger),
    draft: (proposals, preparer) => draft(api, proposals, preparer),
    foresee: (proposals) => foresee(api, proposals),
    findDrafts: (keys) => findDrafts(api, keys),
    recordVerdicts: (parts) => recordVerdicts(api, parts),
    openCases: (cases) => openCases(api, cases),
    closeCases: (codes, stillOpen, note, lookedAt) => closeCases(api, codes, stillOpen, note, lookedAt),
    casesOfRuns: () => casesOfRuns(api),
    closeSolved: (cases, note) => closeSolved(api, cases, note),
    openCasesOf: (code, beginning) => openCasesOf(api, code, beginning),
    invoice: (id) => readInvoice(api, id, odooUrl),
    draftsAwaitingDecision: () => draftsAwaitingDecision(api),
    personByEmail: (email) => personByEmail(api, email),
    recordDecision: (decision) => recordDecision(api, decision),
    recordEvent: (event) => recordEvent(api, event),
    edits: (invoiceId, requestId) => edits(api, invoiceId, requestId),
    heads: (since) => heads(api, since),
    post: (invoiceIds) => post(api, invoiceIds),
    release: (invoiceId, objectionMinutes = 0) => release(api, invoiceId, objectionMinutes),
    settleRelease: (invoiceId, trouble) => settleRelease(api, invoiceId, trouble),
    invoiced: ({ companyIds }) => readInvoiced(api, companyIds),
    waiting: ({ companyIds }) => readWaiting(api, companyIds),
    stuckAfterApproval: ({ companyIds }) => readStuck(api, companyIds),
    books: (alsoOf, scope) => readBooks(api, alsoOf, scope),
    billedUnder: ({ companyIds }) => readBilledUnder(api, companyIds),
    staff: (employeeIds) => readStaff(api, employeeIds),
    receivables: ({ companyIds }) => readReceivables(api, companyIds),
    dun: (step) => dun(api, step),
    companies: () => readCompanies(api),
    openDispute: (dispute) => openDispute(api, dispute),
    editDraft: (edit) => editDraft(api, edit),
    standingCases: () => readStandingCases(api),
    screens: {
      timesheets: screen('hr_timesheet.act_hr_timesheet_line'),
      allTimesheets: screen('hr_timesheet.timesheet_action_all'),
      cases: screen('billing_automation.window_case'),
      lateCases: screen('billing_automation.window_case_late'),
      severeCases: screen('billing_automation.window_case_severe'),
    },
    attendance: (from, to, companyIds) => readAttendance(api, from, to, companyIds),
  };
}
