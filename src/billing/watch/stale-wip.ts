import { z } from 'zod/v4';
import { staleWip as find } from '../../rules/watch/stale-wip.ts';
import type { JudgedWork, StaleWip } from '../../rules/watch/stale-wip.ts';
import { collect } from '../collect.ts';
import { propose } from '../propose.ts';
import { days } from './options.ts';
import type { Watch } from './watch.ts';

const options = z.strictObject({
  staleAfterDays: days.default(30).describe('Days work may wait before it is stale'),
});

export const staleWip: Watch<z.infer<typeof options>, JudgedWork, StaleWip> = {
  id: 'stale-wip',
  finds: 'work done and on no invoice for too long, approved or not, at the price the rules give it',
  codes: ['wip.stale'],
  options,
  async read(odoo, _options, today) {
    const works = await collect(odoo, { to: today });
    return { works, evaluations: propose(works, today) };
  },
  find,
};
