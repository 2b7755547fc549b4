import { readOnly } from '../../../odoo/read-only.ts';
import type { Expectation } from '../../expectation.ts';
import { advice, missing, ok, unused } from '../../expectation.ts';
import { isSound, policiesInUse, reviewText } from '../../policy-review.ts';
import { asDesk } from './robots.ts';

/** Looked at as the desk, which asks by it. */
export const policy: Expectation = {
  id: 'odoo.policy',
  title: 'Every row of the approval policy can decide, and somebody has the authority',
  needs: ['odoo.desk-key'],
  async look({ settings }) {
    const found = await policiesInUse(readOnly(asDesk(settings)));
    if (!found.length) return unused('No approval policy is in force or proposed: whoever the workflow names is asked');
    const remarked = found.filter(({ remarks, problems }) => remarks.length || problems.length);
    if (!remarked.length) return ok(found.map(({ title }) => title).join('; '));
    const mend = 'Mend it in a new version (Billing → Approval policy), which another controller puts in force.';
    if (isSound(found)) return advice(reviewText(remarked), `${mend} Rows that overlap may be meant so.`);
    return missing(reviewText(remarked), mend);
  },
};
