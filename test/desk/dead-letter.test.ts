import { afterAll, beforeAll, expect, it } from 'vitest';
import { eventually, type Started, startDesk } from './start.ts';

let desk: Started;

beforeAll(async () => {
  desk = await startDesk();
});
afterAll(() => desk.stop());

it('a mail nobody accepts becomes a case after hours, and still goes out once it can', async () => {
  desk.odoo.add(1);
  desk.mailbox.refusing.add('ann@firm.test');
  const { id } = await desk.ask(1);
  await eventually(() => desk.log.some((line) => line.includes('job failed')));
  // The desk would try for hours; here the next try is the last.
  await eventually(async () => {
    const last = `update desk_jobs.job set retry_limit = retry_count, start_after = now()
      where name = 'mail' and state = 'retry' returning id`;
    return (await desk.database.query(last)).length;
  });
  const found = await eventually(() => [...desk.odoo.cases.values()][0]);
  expect(found).toMatchObject({
    key: expect.stringContaining(`desk.job-failed.mail.`),
    kind: 'technical',
    code: 'desk.job-failed',
    title: 'A mail to an approver could not be sent: Draft #1',
    detail: expect.stringContaining('550'),
    nextStep: expect.stringContaining("approver's address"),
    invoiceId: 1,
  });
  expect(found.key).toContain(id);

  desk.mailbox.refusing.clear();
  expect(await desk.linkFor('ann@firm.test', id)).toContain('/a/');
});
