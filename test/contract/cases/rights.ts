import { describe, expect } from 'vitest';
import type { PlaceTest } from '../place.ts';
import { decision, draftOf, proposalOf } from '../run.ts';

const denied = expect.objectContaining({ code: 'access' });

export function rights(test: PlaceTest): void {
  describe('the two robots', () => {
    test("n8n's can't record decisions, and the desk's can't draft or post", async ({ place }) => {
      const proposal = await proposalOf(place, 'NL-104');
      await expect(place.deciding.draft([proposal])).rejects.toEqual(denied);
      const id = await draftOf(place, 'NL-104');
      await expect(place.deciding.post([id])).rejects.toEqual(denied);
      await expect(place.drafting.recordDecision(await decision(place, id, 'approved'))).rejects.toEqual(denied);
    });

    test('write nothing by hand', async ({ place }) => {
      const id = await draftOf(place, 'NL-104');
      for (const robot of [place.drafter, place.desk]) {
        await expect(robot.call('account.move', 'write', [[id], { state: 'posted' }])).rejects.toEqual(denied);
        await expect(robot.call('x_billing_decision', 'create', [{ x_name: 'Forged' }])).rejects.toEqual(denied);
      }
      const time = [place.refs.id('time', 'unapproved-1')];
      const hours = { unit_amount: 1 };
      await expect(place.drafter.call('account.analytic.line', 'write', [time, hours])).rejects.toEqual(denied);
    });
  });

  test('not even an administrator changes a decision, or posts past the guard', async ({ place }) => {
    const id = await draftOf(place, 'NL-104');
    const { admin } = place;
    const refused = expect.objectContaining({ code: 'refused' });
    await expect(admin.call('account.move', 'action_post', [[id]])).rejects.toEqual(refused);
    await expect(admin.call('account.move', 'write', [[id], { state: 'posted' }])).rejects.toEqual(refused);
    const recorded = await place.deciding.recordDecision(await decision(place, id, 'rejected'));
    const forged = { x_outcome: 'approved' };
    await expect(admin.call('x_billing_decision', 'write', [[recorded.id], forged])).rejects.toEqual(denied);
    await expect(admin.call('x_billing_decision', 'unlink', [[recorded.id]])).rejects.toEqual(refused);
  });
}
