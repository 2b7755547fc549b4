import type { KpiOdoo, KpiScope } from '../../src/billing/kpi/ports.ts';
import type { InvoiceLife, Period } from '../../src/rules/kpi/life.ts';

const EUR = { code: 'EUR', digits: 2 };
const company = { id: 1, name: 'Northlight' };
const CUSTOMERS = ['Brandt & Söhne', 'Castlegate Museum', 'Dunmore Foods', 'Kingsmead Retail'];
const TEAMS = ['Consulting', 'Managed services'];

/** Twelve invoices of a month that all were asked about: every third repriced by hand, every fourth by the policy, some late. */
function lives({ from }: Period): InvoiceLife[] {
  const month = from.slice(0, 7);
  return Array.from({ length: 12 }, (_, index) => {
    const id = index + 1;
    const day = `${month}-${String(id + 8).padStart(2, '0')}`;
    const customer = CUSTOMERS[index % CUSTOMERS.length] ?? '';
    const request = `asked-${id}`;
    const at = `${day}T09:00:00Z`;
    const total = String(1_190 * id);
    return {
      ...{
        id,
        record: `account.move,${id}`,
        name: `INV/${month.replace('-', '/')}/${String(id).padStart(4, '0')}`,
        kind: 'invoice',
        state: 'posted',
      },
      ...{ company, customer: { id: 40 + (index % 4), name: customer }, currency: EUR, day, due: day },
      team: { id: 1 + (index % 2), name: TEAMS[index % 2] ?? '' },
      ...{ untaxed: String(1_000 * id), total, open: id % 2 === 0 ? total : '0' },
      parts: [
        { record: `x_billing_part,${id}`, name: 'Workshop', date: `${month}-01`, kind: 'time', orderId: id },
        { record: `x_billing_part,${100 + id}`, name: 'Train', date: `${month}-05`, kind: 'expense', orderId: id },
      ],
      isDisputed: id % 5 === 0,
      events: [
        { kind: 'requested', at, request },
        ...(id % 3 === 0 ? [{ kind: 'rate-override', at, request: '' }] : []),
        ...(id % 5 === 0 ? [{ kind: 'escalated', at, request }] : []),
        { kind: id % 6 === 0 ? 'rejected' : 'approved', at, request, byPolicy: id % 4 === 0 },
      ],
    } satisfies InvoiceLife;
  });
}

/** A month of a small firm, as Odoo's records would tell it; `asked` is how often, and for which companies. */
export function recordedFirm(): KpiOdoo & { asked: KpiScope[]; down: boolean } {
  const firm = {
    asked: [] as KpiScope[],
    down: false,
    collectWork: () => Promise.resolve([]),
    openCases: () =>
      Promise.resolve([
        { kind: 'policy', severity: 'high' as const, count: 1 },
        { kind: 'policy', severity: 'high' as const, count: 1 },
        { kind: 'technical', severity: 'low' as const, count: 1 },
      ]),
    url: (record: string) => `https://odoo.firm.test/odoo/${record.replace(',', '/')}`,
    recorded(period: Period, scope: KpiScope) {
      firm.asked.push(scope);
      if (firm.down) return Promise.reject(new Error('down'));
      const worth = { day: period.from, company, currency: EUR };
      return Promise.resolve({
        invoices: lives(period),
        writtenOff: [{ ...worth, record: 'x_billing_part,900', name: 'Rework', value: '450' }],
        billed: [{ ...worth, record: 'x_billing_part,901', name: 'Workshop', value: '9550' }],
        exceptions: [{ id: 1, code: 'receipt.missing', opened: [period.from], orderId: 2 }],
        opened: [
          { id: 7, name: 'Receipt missing', kind: 'policy', code: 'receipt.missing', company, day: period.from },
          { id: 8, name: 'A run failed', kind: 'technical', code: 'n8n.failed', company, day: period.to },
        ],
        solved: [
          {
            id: 7,
            name: 'Receipt missing',
            company,
            opened: period.from,
            closed: period.to,
            owner: { id: 8, name: 'Clara' },
          },
        ],
      });
    },
  };
  return firm;
}
