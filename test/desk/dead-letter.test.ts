import { randomUUID } from 'node:crypto';
import { pino } from 'pino';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { failedKey } from '../../src/desk/jobs/dead-letter.ts';
import { notice } from '../../src/desk/jobs/notice.ts';
import { smtpMailer } from '../../src/desk/mail/mailer.ts';
import { insertNotice } from '../../src/desk/store/notices.ts';
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

it('reminders nobody takes are one case, and it is closed once none waits any more', async () => {
  const failed = (noticeId: string) => failedKey('notice', { noticeId });
  expect(failed('1')).toBe(failed('2'));
  expect(failedKey('mail', { requestId: '1' })).not.toBe(failedKey('mail', { requestId: '2' }));
  const place = { place: { channel: 'email' as const, address: 'list@firm.test' } };
  const says = { title: 'Open', lines: [], sections: [], links: [], small: [] };
  const ids = [randomUUID(), randomUUID()] as const;
  for (const id of ids) await insertNotice(desk.database, { id, goesTo: place, says }, new Date());
  const context = { sql: desk.database, odoo: desk.odoo.port(), now: () => new Date(), log: pino({ level: 'silent' }) };
  const mailer = smtpMailer({ url: desk.mailbox.url, from: 'desk@firm.test' });
  const send = (noticeId: string) =>
    notice(context as never, { post: { mailer, publicUrl: desk.url } as never }, { noticeId });
  desk.odoo.cases.set(failed('1'), { key: failed('1') } as never);
  await send(ids[0]);
  await eventually(() => desk.mailbox.to('list@firm.test').length === 1);
  expect(desk.odoo.cases.has(failed('1'))).toBe(true);
  await send(ids[1]);
  await eventually(() => !desk.odoo.cases.has(failed('1')));
});

it('what was told over half a year ago is forgotten, what waits is not', async () => {
  const told = `insert into desk.told (case_key, told_to, gap, notice_id, at) values ($1, 'person', '', $2, $3)`;
  const long = new Date(Date.now() - 28 * 7 * 86_400_000);
  await desk.database.query(told, ['old', randomUUID(), long]);
  await desk.database.query(told, ['new', randomUUID(), new Date()]);
  await desk.database.query('update desk.notices set made_at = $1', [long]);
  await desk.desk.tick();
  await eventually(async () => (await desk.database.query('select 1 from desk.told')).length === 1);
  await eventually(async () => (await desk.database.query('select 1 from desk.notices')).length === 0);
});
