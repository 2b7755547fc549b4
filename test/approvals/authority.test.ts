import { describe, expect, it } from 'vitest';
import type { Limit } from '../../src/approvals/policy/schema.ts';
import type { Member } from '../../src/approvals/people.ts';
import { authority, mayDecide } from '../../src/approvals/authority.ts';

const invoice = {
  company: { id: 1, name: 'Northwind Services' },
  preparers: [{ userId: 7, name: 'Paul', email: 'paul@firm.test' }],
};
const ann = { userId: 5, name: 'Ann', email: 'ann@firm.test', mayApprove: true, companyIds: [1, 2] };

describe('who may decide on an invoice', () => {
  it('lets an approver of the company decide', () => {
    expect(authority(ann, invoice)).toEqual({ allowed: true });
  });

  it.each([
    ['a stranger', undefined, 'unknown-person'],
    ['someone without the right', { ...ann, mayApprove: false }, 'no-authority'],
    ['an approver of another company', { ...ann, companyIds: [2] }, 'other-company'],
    ['an approver of no company', { ...ann, companyIds: [] }, 'other-company'],
    ['the preparer', { ...ann, userId: 7 }, 'preparer'],
    ['the preparer under another login with the same address', { ...ann, email: 'Paul@Firm.test' }, 'preparer'],
  ])('denies %s', (_who, person, code) => {
    expect(authority(person, invoice)).toMatchObject({ allowed: false, code });
  });

  it('does not take two missing addresses for the same person', () => {
    const draft = { ...invoice, preparers: [{ userId: 7, name: 'Paul', email: '' }] };
    expect(authority({ ...ann, email: '' }, draft)).toEqual({ allowed: true });
  });

  it('says who and why', () => {
    const verdict = authority({ ...ann, companyIds: [2] }, invoice);
    expect(verdict).toMatchObject({ reason: 'Ann may not act for Northwind Services.' });
  });
});

describe('up to which amount somebody may approve', () => {
  const member: Member = {
    ...ann,
    roles: ['project-manager'],
    groups: ['account.group_account_manager'],
    calendar: { zone: 'UTC', hours: [], closed: [] },
    leaves: [],
    delegations: [],
  };
  const of = (amount: string, limits: Limit[], code = 'EUR') => ({
    invoice,
    amount: { value: { amount, currency: { code, digits: 2 } } },
    policy: { limits, currency: 'EUR' },
  });
  const manager: Limit = { role: 'project-manager', upTo: '10000' };

  it.each<[string, string, Limit[], boolean]>([
    ['exactly the limit', '10000', [manager], true],
    ['one cent more', '10000.01', [manager], false],
    ['a credit note by its size', '-10000.01', [manager], false],
    [
      'the highest of roles and groups',
      '15000',
      [manager, { group: 'account.group_account_manager', upTo: '20000' }],
      true,
    ],
    [
      'a limit of the person alone, where it is lower',
      '9000',
      [manager, { person: 'ANN@firm.test', upTo: '5000' }],
      false,
    ],
    [
      'a limit of the person alone, where it is higher',
      '90000',
      [manager, { person: 'ann@firm.test', upTo: '100000' }],
      true,
    ],
    ['no limit for them', '1', [{ role: 'controller', unlimited: 'yes' }], false],
    ['any amount', '99999999', [manager, { role: 'project-manager', unlimited: 'yes' }], true],
  ])('%s', (_, amount, limits, allowed) => {
    expect(mayDecide(member, 'approved', of(amount, limits)).allowed).toBe(allowed);
  });

  it('says the limit and the amount', () => {
    expect(mayDecide(member, 'approved', of('12500', [manager]))).toMatchObject({
      code: 'limit',
      reason: 'Ann may approve up to 10,000.00 EUR, and this is 12,500.00 EUR.',
    });
  });

  it('needs none to reject, or to look where another approves', () => {
    expect(mayDecide(member, 'rejected', of('12500', []))).toEqual({ allowed: true });
    expect(mayDecide(member, 'approved', { ...of('12500', []), reviewOnly: true })).toEqual({ allowed: true });
  });

  it('denies where the amount can’t be read or compared, unless nothing limits them', () => {
    const unread = { ...of('1', [manager]), amount: { unreadable: 'there is no rate.' } };
    expect(mayDecide(member, 'approved', unread)).toMatchObject({ allowed: false, code: 'limit' });
    expect(mayDecide(member, 'approved', of('1', [manager], 'USD'))).toMatchObject({ allowed: false, code: 'limit' });
    const unlimited = {
      ...unread,
      policy: { currency: 'EUR', limits: [{ role: 'project-manager', unlimited: 'yes' } as const] },
    };
    expect(mayDecide(member, 'approved', unlimited)).toEqual({ allowed: true });
  });

  it('lets no limit stand in for the rest of what it takes', () => {
    const all: Limit[] = [{ role: 'project-manager', unlimited: 'yes' }];
    const who = { ...member, userId: 7 };
    expect(mayDecide(who, 'rejected', of('1', all))).toMatchObject({ code: 'preparer' });
    expect(mayDecide({ ...member, mayApprove: false }, 'approved', of('1', all))).toMatchObject({
      code: 'no-authority',
    });
    expect(mayDecide(undefined, 'rejected', of('1', all))).toMatchObject({ code: 'unknown-person' });
  });

  it('without a policy there are no limits', () => {
    const { invoice: facts, amount } = of('99999999', []);
    expect(mayDecide(member, 'approved', { invoice: facts, amount })).toEqual({ allowed: true });
  });
});
