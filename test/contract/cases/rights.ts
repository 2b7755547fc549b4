import { describe, expect } from 'vitest';
import { checkWatcher } from '../../../src/odoo/watcher.ts';
import type { PlaceTest } from '../place.ts';
import { decision, draftOf, proposalOf } from '../run.ts';

const denied = expect.objectContaining({ code: 'access' });

export function rights(test: PlaceTest): void {
  describe('the robots', () => {
    test("n8n's can't record decisions, and the desk's can't draft or post", async ({ place }) => {
      const proposal = await proposalOf(place, 'NL-104');
      await expect(place.deciding.draft([proposal])).rejects.toEqual(denied);
      const id = await draftOf(place, 'NL-104');
      await expect(place.deciding.post([id])).rejects.toEqual(denied);
      await expect(place.drafting.recordDecision(await decision(place, id, 'approved'))).rejects.toEqual(denied);
    });

    test('the one that watches reads work and keeps cases; it neither drafts, posts, records decisions nor listens', async ({
      place,
    }) => {
      const proposal = await proposalOf(place, 'NL-104');
      await expect(place.watching.draft([proposal])).rejects.toEqual(denied);
      const id = await draftOf(place, 'NL-104');
      await expect(place.watching.post([id])).rejects.toEqual(denied);
      await expect(place.watching.recordDecision(await decision(place, id, 'approved'))).rejects.toEqual(denied);
      for (const action of ['action_record_verdicts', 'action_release', 'action_take', 'action_load_terms'])
        await expect(place.watcher.runAction(action, {}), action).rejects.toEqual(denied);
      await expect(place.watcher.searchRead('x_billing_decision', [], { fields: ['id'] })).rejects.toEqual(denied);
      await checkWatcher(place.watcher, place.logins.watcher.login);
    });

    test('that may do more than watch are not taken for it', async ({ place }) => {
      const refused = (message: RegExp) => ({ code: 'refused', message: expect.stringMatching(message) });
      const { drafter, desk, admin } = place.logins;
      await expect(checkWatcher(place.drafter, drafter.login)).rejects.toMatchObject(refused(/drafts and posts/));
      await expect(checkWatcher(place.desk, desk.login)).rejects.toMatchObject(refused(/records decisions/));
      await expect(checkWatcher(place.admin, admin.login)).rejects.toMatchObject(refused(/administers Odoo/));
    });

    test('write nothing by hand', async ({ place }) => {
      const id = await draftOf(place, 'NL-104');
      for (const robot of [place.drafter, place.desk, place.watcher]) {
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
