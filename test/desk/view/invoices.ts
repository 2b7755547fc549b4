import fc from 'fast-check';
import type { InvoiceFacts, InvoiceLine } from '../../../src/billing/ports.ts';
import { sum } from '../../../src/money/decimal.ts';
import type { StoredRequest } from '../../../src/desk/store/requests.ts';
import { invoice } from '../fake-odoo.ts';
import { askedBy } from './asked.ts';

const EVIL = [
  '<!channel>',
  '<http://evil.test|here>',
  '[here](http://evil.test)',
  '&amp;',
  '\u202e00.1\u202c',
  '*Approved*',
];
const RIGHT_TO_LEFT = ['شركة النور للتجارة', 'חברת האור בע״מ', 'شركة Nour ٢٠٢٦ Ltd'];

/** Names as people, importers and attackers write them. */
const named = (maxLength: number) =>
  fc.oneof(
    fc.string({ unit: 'grapheme', maxLength }),
    fc.string({ unit: 'binary', maxLength }),
    fc.constantFrom(...EVIL, ...RIGHT_TO_LEFT, '会社名'.repeat(60), 'a'.repeat(maxLength), '👩🏽‍💻'.repeat(50)),
  );

const amountOf = (digits: number) =>
  fc.bigInt({ min: -(10n ** 9n), max: 10n ** 12n }).map((units) => {
    const text = `${units < 0n ? -units : units}`.padStart(digits + 1, '0');
    const whole = text.slice(0, text.length - digits);
    return `${units < 0n ? '-' : ''}${whole}${digits ? `.${text.slice(-digits)}` : ''}`;
  });

const part = fc.record({
  entry: fc.constant('account.analytic.line,1'),
  date: fc.constant('2026-03-04'),
  description: named(400),
  quantity: fc.constantFrom('7.5', '0.25', '1'),
  unit: fc.constant('h'),
  person: named(80),
  rule: fc.constant('time.approved-only'),
  reason: named(400),
  arithmetic: named(400),
});

const line = (digits: number): fc.Arbitrary<InvoiceLine> =>
  fc.record({
    id: fc.nat(400),
    kind: fc.constantFrom(
      'product' as const,
      'product' as const,
      'product' as const,
      'section' as const,
      'note' as const,
    ),
    name: named(600),
    quantity: fc.constantFrom('1', '62.5', '0.333333'),
    unit: named(20),
    priceUnit: amountOf(digits),
    discount: fc.constantFrom('0.0', '10.0'),
    subtotal: amountOf(digits),
    taxes: fc.array(named(40), { maxLength: 2 }),
    parts: fc.array(part, { maxLength: 6 }),
  });

/** Zero, two and three decimals; one line or three hundred. */
const facts: fc.Arbitrary<InvoiceFacts> = fc
  .constantFrom<[string, number]>(['JPY', 0], ['EUR', 2], ['KWD', 3])
  .chain(([currency, digits]) =>
    fc
      .record({
        total: amountOf(digits),
        customer: named(500),
        period: named(60),
        origin: named(100),
        reference: named(300),
        lines: fc.oneof(
          fc.array(line(digits), { maxLength: 12 }),
          fc.array(line(digits), { minLength: 300, maxLength: 300, size: 'max' }),
        ),
        findings: fc.array(fc.record({ code: fc.constant('x'), message: named(700), lineId: fc.nat(400) }), {
          maxLength: 40,
        }),
        preparers: fc.array(named(80), { maxLength: 5 }),
      })
      .map((made) => ({
        ...invoice(1),
        ...made,
        currency,
        untaxed: made.total,
        tax: '0',
        customer: { id: 1, name: made.customer },
        lines: made.lines.map((row, id) => ({ ...row, id })),
        preparers: made.preparers.map((name, userId) => ({ userId, name, email: 'x@firm.test' })),
      })),
  );

const decision = {
  id: '6a6c1e4e-3f55-4e5f-8c3c-111111111111',
  requestId: '6a6c1e4e-3f55-4e5f-8c3c-222222222222',
  channel: 'teams' as const,
  decidedAt: new Date('2026-04-02T10:15:00Z'),
  state: 'kept' as const,
  sentAt: null,
  odooId: null,
  step: 0,
  settles: null,
};

export const requests: fc.Arbitrary<StoredRequest> = fc
  .record({
    facts,
    note: named(1000),
    talk: fc.array(
      fc.record({
        kind: fc.constantFrom('asked' as const, 'answered' as const, 'delegated' as const),
        what: named(300),
        channel: fc.constantFrom('slack' as const, 'teams' as const, 'page' as const),
        reason: named(500),
        at: fc.constant(new Date('2026-04-02T11:00:00Z')),
        userId: fc.constant(1),
      }),
      { maxLength: 20 },
    ),
    reason: named(500),
    approvers: fc.array(named(100), { minLength: 1, maxLength: 50 }),
    state: fc.constantFrom(
      'open' as const,
      'deciding' as const,
      'approved' as const,
      'rejected' as const,
      'void' as const,
    ),
  })
  .map(({ approvers: names, state, reason, talk, ...made }) => {
    const approvers = names.map((name, userId) => ({ userId, name, email: `a${userId}@firm.test` }));
    const [by = { userId: 0, name: '', email: '' }] = approvers;
    const outcome = state === 'rejected' ? ('rejected' as const) : ('approved' as const);
    const decided = state === 'deciding' || state === 'approved' || state === 'rejected';
    return {
      ...made,
      id: decision.requestId,
      invoiceId: 1,
      contentHash: 'x',
      voidReason: state === 'void' ? reason : null,
      requestedAt: new Date('2026-04-02T09:00:00Z'),
      ...askedBy(
        approvers,
        state,
        decided ? { ...decision, userId: by.userId, seat: by.userId, by, outcome, reason } : undefined,
      ),
      talk,
    };
  });

/** What all lines that cost something come to. */
export const billed = (lines: { kind: string; subtotal: string }[]) =>
  sum(lines.filter(({ kind }) => kind === 'product').map(({ subtotal }) => subtotal));
