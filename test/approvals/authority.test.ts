import { describe, expect, it } from 'vitest';
import { authority } from '../../src/approvals/authority.ts';

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
