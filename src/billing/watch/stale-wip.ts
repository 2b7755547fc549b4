import { z } from 'zod/v4';
import { STALE, staleWip as find } from '../../rules/watch/stale-wip.ts';
import type { JudgedWork } from '../../rules/watch/open-work.ts';
import type { StaleWip } from '../../rules/watch/stale-wip.ts';
import type { Waiting } from '../../rules/watch/waiting.ts';
import { given } from '../../rules/given.ts';
import { judgedWork } from './judged-work.ts';
import { companyIds, days } from './options.ts';
import type { Watch } from './watch.ts';

const options = z.strictObject({
  staleAfterDays: days.default(30).describe('Days work may wait before it is stale'),
  companyIds,
});

export const staleWip: Watch<z.infer<typeof options>, JudgedWork & Pick<Waiting, 'expenses'>, StaleWip> = {
  id: 'stale-wip',
  finds: 'work done and on no invoice for too long, approved or not, at the price the rules give it',
  codes: [STALE],
  options,
  async slices(odoo, { companyIds }, today, most) {
    const { expenses } = await odoo.waiting(given({ companyIds }));
    return judgedWork(odoo, { today, companyIds, most }, () => ({ expenses }));
  },
  find,
};
