import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually, press, type Started, startDesk } from './start.ts';

let desk: Started;
let next = 1;

beforeAll(async () => {
  desk = await startDesk();
});
afterAll(() => desk.stop());

/** A draft, a request and the link Ann got. */
async function asked(change: Parameters<Started['odoo']['add']>[1] = {}) {
  const invoiceId = next++;
  desk.odoo.add(invoiceId, change);
  const request = await desk.ask(invoiceId);
  return { invoiceId, ...request, link: await desk.linkFor('ann@firm.test', request.id) };
}

describe('the link in the mail', () => {
  it('goes to each approver, each with a link of their own', async () => {
    const { id, link } = await asked();
    const bobs = await desk.linkFor('bob@firm.test', id);
    expect(bobs).not.toBe(link);
    const mail = desk.mailbox.to('ann@firm.test').at(-1);
    expect(mail?.raw).toMatch(/^Auto-Submitted: auto-generated/m);
    expect(mail?.raw).toMatch(/^X-Auto-Response-Suppress: All/m);
    expect(mail?.raw).toMatch(/^Message-ID: <ask\.[\w.-]+@127\.0\.0\.1>/im);
  });

  it('shows the invoice and changes nothing, however often it is fetched', async () => {
    const { id, link } = await asked();
    for (let visit = 0; visit < 3; visit++) {
      const response = await fetch(link);
      expect(response.status).toBe(200);
      const text = await response.text();
      expect(text).toContain('Brandt &amp; Söhne Maschinenbau GmbH');
      expect(text).toContain('14,092.58');
      expect(text).toContain('2.4 times what this order was billed');
    }
    expect((await fetch(link, { method: 'HEAD' })).status).toBe(200);
    expect(await desk.state(id)).toBe('open');
    expect(desk.odoo.decisions.filter((made) => made.requestId === id)).toEqual([]);
  });

  it('lets nothing on the page run or be framed or kept', async () => {
    const { link } = await asked();
    const { headers } = await fetch(link);
    const policy = headers.get('content-security-policy');
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("style-src 'self'");
    expect(policy).toContain("form-action 'self'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(headers.get('referrer-policy')).toBe('no-referrer');
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('x-powered-by')).toBeNull();
  });

  it('escapes what Odoo says', async () => {
    const { link } = await asked({ customer: { id: 1, name: '<script>alert(1)</script>' } });
    expect(await (await fetch(link)).text()).not.toContain('<script>');
  });

  it('takes one decision, brings it to Odoo and is spent', async () => {
    const { id, invoiceId, link } = await asked();
    const first = await press(link, { decision: 'approve' });
    expect([first.status, await first.text()]).toEqual([200, expect.stringContaining('You approved this invoice')]);

    await eventually(async () => (await desk.state(id)) === 'approved');
    expect(desk.odoo.decisions.filter((made) => made.requestId === id)).toMatchObject([
      {
        invoiceId,
        outcome: 'approved',
        channel: 'page',
        person: { userId: 5 },
        content: `invoice ${invoiceId} as first drafted`,
      },
    ]);

    const second = await press(link, { decision: 'reject', reason: 'changed my mind' });
    expect([second.status, await second.text()]).toEqual([410, expect.stringContaining('approved already')]);
    expect((await fetch(link)).status).toBe(410);
  });

  it('takes one of two decisions sent at the same moment', async () => {
    const { id, link } = await asked();
    const answers = await Promise.all([press(link, { decision: 'approve' }), press(link, { decision: 'approve' })]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 410]);
    await eventually(async () => (await desk.state(id)) === 'approved');
    expect(desk.odoo.decisions.filter((made) => made.requestId === id)).toHaveLength(1);
  });

  it('tells the others that theirs is spent, and by whom', async () => {
    const { id, link } = await asked();
    const bobs = await desk.linkFor('bob@firm.test', id);
    await press(link, { decision: 'approve' });
    await eventually(async () => (await desk.state(id)) === 'approved');
    const mail = await eventually(() =>
      desk.mailbox.to('bob@firm.test').find(({ raw }) => raw.includes(`decided.${id}`)),
    );
    expect(mail.raw).toContain('Approved by Ann Approver');
    const late = await press(bobs, { decision: 'approve' });
    expect([late.status, await late.text()]).toEqual([410, expect.stringContaining('Ann Approver decided')]);
  });
});

describe('a rejection', () => {
  it('without a reason is not taken', async () => {
    const { id, link } = await asked();
    const answer = await press(link, { decision: 'reject', reason: '  ' });
    expect([answer.status, await answer.text()]).toEqual([422, expect.stringContaining('A rejection needs a reason')]);
    expect(await desk.state(id)).toBe('open');
  });

  it('with a reason reaches Odoo and opens a case that says who and why', async () => {
    const { id, invoiceId, link } = await asked();
    await press(link, { decision: 'reject', reason: 'The rate of Mia is last year’s.' });
    await eventually(async () => (await desk.state(id)) === 'rejected');
    expect(desk.odoo.cases.get(`invoice.rejected.${invoiceId}.${id}`)).toMatchObject({
      code: 'invoice.rejected',
      detail: 'Ann Approver rejected it: The rate of Mia is last year’s.',
      amount: '11842.50',
      currency: 'EUR',
      invoiceId,
    });
  });
});

describe('the page refuses', () => {
  it('a link nobody was sent', async () => {
    const response = await fetch(`${desk.url}/a/${'x'.repeat(43)}`);
    expect(response.status).toBe(404);
    expect(await desk.refusals()).toContainEqual({ channel: 'page', who: 'unknown', code: 'unknown-link' });
  });

  it('a form sent from another site', async () => {
    const { id, link } = await asked();
    expect((await press(link, { decision: 'approve' }, { 'sec-fetch-site': 'cross-site' })).status).toBe(403);
    expect(await desk.state(id)).toBe('open');
  });

  it('a form of more than 4 KB', async () => {
    const { id, link } = await asked();
    expect((await press(link, { decision: 'reject', reason: 'x'.repeat(5000) })).status).toBe(413);
    expect(await desk.state(id)).toBe('open');
  });

  it('somebody who lost the right since', async () => {
    const { id, link } = await asked();
    const ann = desk.odoo.people[0];
    if (ann) ann.mayApprove = false;
    try {
      expect((await fetch(link)).status).toBe(403);
      expect((await press(link, { decision: 'approve' })).status).toBe(403);
    } finally {
      if (ann) ann.mayApprove = true;
    }
    expect(await desk.state(id)).toBe('open');
    expect((await desk.refusals()).at(-1)).toEqual({ channel: 'page', who: 'ann@firm.test', code: 'no-authority' });
  });

  it('somebody who had a hand in the draft since', async () => {
    const { id, invoiceId, link } = await asked();
    desk.odoo.edit(invoiceId, { preparers: [{ userId: 5, name: 'Ann Approver', email: 'ann@firm.test' }] });
    expect((await press(link, { decision: 'approve' })).status).toBe(403);
    expect(await desk.state(id)).toBe('open');
  });

  it('a decision on an invoice that was edited, and voids the request', async () => {
    const { id, invoiceId, link } = await asked();
    desk.odoo.edit(invoiceId, { content: 'edited' });
    const seen = await fetch(link);
    expect([seen.status, await seen.text()]).toEqual([410, expect.stringContaining('was edited')]);
    expect(await desk.state(id)).toBe('open');
    expect((await press(link, { decision: 'approve' })).status).toBe(410);
    expect(await desk.state(id)).toBe('void');
  });
});

describe('a link that has expired', () => {
  it('decides nothing and can be had anew by mail only', async () => {
    const { id, link } = await asked();
    desk.advance(73);
    try {
      expect((await press(link, { decision: 'approve' })).status).toBe(410);
      expect(await desk.state(id)).toBe('open');
      const mails = desk.mailbox.to('ann@firm.test').length;
      const renewed = await press(link, { decision: 'renew' });
      expect(await renewed.text()).not.toMatch(/\/a\/[\w-]{43}/);
      await eventually(() => desk.mailbox.to('ann@firm.test').length > mails);
      const fresh = await desk.linkFor('ann@firm.test', id);
      expect((await press(fresh, { decision: 'approve' })).status).toBe(200);
    } finally {
      desk.advance(-73);
    }
  });

  it('is had anew once an hour, however often it is asked for', async () => {
    const { link } = await asked();
    const mails = () => desk.mailbox.to('ann@firm.test').length;
    const pause = () => new Promise((resume) => setTimeout(resume, 1500));
    desk.advance(73);
    try {
      const before = mails();
      await Promise.all([1, 2, 3].map(() => press(link, { decision: 'renew' })));
      await eventually(() => mails() > before);
      await pause();
      expect(mails()).toBe(before + 1);
      desk.advance(1);
      await press(link, { decision: 'renew' });
      await eventually(() => mails() === before + 2);
      desk.advance(-1);
    } finally {
      desk.advance(-73);
    }
  });
});

it('no link, token or password is ever logged', async () => {
  const { link } = await asked();
  await fetch(`${link}?also=${link.split('/a/')[1]}`);
  await fetch(link.replace('/a/', '/A/'));
  await press(link, { decision: 'approve' });
  const written = desk.log.join('');
  expect(written).toContain('/a/[link]');
  const links = desk.mailbox.mails.flatMap(({ link: sent }) => (sent ? [sent.split('/a/')[1] ?? ''] : []));
  expect(links.length).toBeGreaterThan(10);
  expect(links.filter((token) => written.includes(token))).toEqual([]);
});
