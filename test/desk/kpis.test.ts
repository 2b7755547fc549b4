import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { KPIS } from '../../src/rules/kpi/table.ts';
import { recordedFirm } from './recorded.ts';
import { type Started, startDesk } from './start.ts';
import { signedIn, type Visitor, visitor } from './visitor.ts';

const firm = recordedFirm();
let desk: Started;
let clara: Visitor;

beforeAll(async () => {
  desk = await startDesk({ measuring: firm });
  const controller = desk.odoo.people.find(({ email }) => email === 'bob@firm.test');
  if (controller) Object.assign(controller, { controls: true });
  clara = await signedIn(desk, 'bob@firm.test');
});
afterAll(() => desk.stop());

describe('the KPIs on the desk', () => {
  it('are for those who are signed in, and of them for controllers', async () => {
    expect((await visitor(desk.url).go('/kpis')).url).toContain('/signin?to=/kpis');
    const ann = await signedIn(desk, 'ann@firm.test');
    expect(await ann.go('/kpis')).toMatchObject({
      status: 403,
      text: expect.stringContaining('Ann Approver is not in'),
    });
    expect((await ann.go('/kpis/dso?month=2026-03')).status).toBe(403);
    expect((await ann.go('/inbox')).text).not.toContain('href="/kpis"');
    expect((await clara.go('/inbox')).text).toContain('href="/kpis"');
  });

  it('are shown with their bars and no script, of the companies Odoo lets the controller act for', async () => {
    const page = await clara.go('/kpis?month=2026-03');
    expect(page.status).toBe(200);
    for (const { name } of KPIS) expect(page.text).toContain(`<h2>${name}</h2>`);
    // Rejected were invoices 6 and 12 of 12; 4.5 % of 10,000.00 is written off.
    expect(page.text).toMatch(/First-pass approval<\/h2><p class="figure number">\s*83\.3 %/);
    expect(page.text).toMatch(/Written off<\/h2><p class="figure number">\s*4\.5 %/);
    expect(page.text).toContain('Managed services');
    expect(page.text).not.toMatch(/<script|style=/);
    expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(firm.asked.at(-1)).toEqual({ companyIds: [1] });
  });

  it('are read from Odoo once, and again a quarter of an hour later', async () => {
    await clara.go('/kpis?month=2026-04');
    const asked = firm.asked.length;
    const { text } = await clara.go('/kpis?month=2026-04');
    await clara.go('/kpis/dso?month=2026-04');
    expect(firm.asked).toHaveLength(asked);
    expect(text).toMatch(/Read from Odoo on \d/);
    desk.advance(0.3);
    await clara.go('/kpis?month=2026-04');
    expect(firm.asked).toHaveLength(asked + 1);
  });

  it('open to the records they are counted from, with their total and a link to each', async () => {
    const { text } = await clara.go('/kpis/invoice.ageing?month=2026-03&currency=EUR');
    // The even ones of 1 to 12 are open: 42 × 1,190.00.
    expect(text).toContain('49,980.00 EUR');
    expect(text).toMatch(/All 6<\/th><td class="number">49,980<\/td>/);
    expect(text.match(/href="https:\/\/odoo\.firm\.test\/odoo\/account\.move\/\d+"/g)).toHaveLength(6);
    expect((await clara.go('/kpis/profit?month=2026-03')).status).toBe(404);
  });

  it('say so where Odoo can’t be read, and are read once it can', async () => {
    firm.down = true;
    expect((await clara.go('/kpis?month=2025-03')).status).toBe(503);
    firm.down = false;
    expect((await clara.go('/kpis?month=2025-03')).status).toBe(200);
  });
});
