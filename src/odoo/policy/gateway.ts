import type { ApprovalOdoo } from '../../approvals/ports.ts';
import type { OdooApi } from '../api.ts';
import { createOdooChannel } from '../submissions.ts';
import { readMembers } from './members.ts';
import { remark, unreviewed } from './remarks.ts';
import { recordStraightThrough } from './straight-through.ts';
import { readPolicies } from './read.ts';
import { readRiskFacts } from './risk-facts.ts';

/** What approvals need of Odoo besides the invoice, over any protocol. */
export function createApprovalOdoo(api: OdooApi): ApprovalOdoo {
  return {
    ...createOdooChannel(api),
    policies: () => readPolicies(api),
    members: (invoice, names) => readMembers(api, invoice.id, names),
    riskFacts: (invoice) => readRiskFacts(api, invoice),
    unreviewed: () => unreviewed(api),
    remark: (remarks) => remark(api, remarks),
    recordStraightThrough: (told) => recordStraightThrough(api, told),
  };
}
