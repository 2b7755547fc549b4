import { describe, expect, test } from 'vitest';
import {
  failedRunCase,
  isOver,
  replayOf,
  tellsOfNewer,
  troubleOf,
  type FailedRun,
} from '../../src/rules/failed-run.ts';

describe('what passes by itself, and what blocks billing until somebody mends it', () => {
  test.each([
    ['unreachable', "Odoo's address http://odoo refuses connections (ECONNREFUSED).", 'passing'],
    ['unreachable', 'http://odoo limits the number of calls (HTTP 429).', 'passing'],
    ['timeout', 'Odoo did not answer in 60 s.', 'passing'],
    ['fault', 'could not serialize access due to concurrent update', 'passing'],
    ['ECONNRESET', 'read ECONNRESET', 'passing'],
    ['503', 'Service unavailable - try again later', 'passing'],
    ['500', 'Internal Server Error', 'passing'],
    ['429', 'Too many requests', 'passing'],
    ['', 'deadlock detected', 'passing'],
    ['', 'The connection timed out, consider setting the Retry on Fail option', 'passing'],
    ['unreachable', "Odoo's address http://odo has a host name nobody knows (ENOTFOUND).", 'blocking'],
    ['unreachable', 'The certificate of https://odoo is not trusted (CERT_HAS_EXPIRED).', 'blocking'],
    ['login', 'Odoo refuses the login robot-drafter.', 'blocking'],
    ['access', 'The user may not read x_billing_part.', 'blocking'],
    ['addon', 'The add-on Billing Automation is not installed.', 'blocking'],
    ['refused', 'The order timed out in May.', 'blocking'],
    ['schema', 'Odoo sent x_value in a form that is not expected.', 'blocking'],
    ['fault', "KeyError: 'x'", 'blocking'],
    ['401', 'Authorization failed - please check your credentials', 'blocking'],
    ['404', 'The resource you are requesting could not be found', 'blocking'],
    ['', "Cannot read properties of undefined (reading 'id')", 'blocking'],
    ['', '', 'blocking'],
  ] as const)('%s: %s %s', (code, message, expected) => expect(troubleOf({ code, message })).toBe(expected));
});

const run: FailedRun = {
  flow: { id: 'w1', name: 'Billing Run' },
  run: { id: '231', url: 'https://n8n.firm.test/workflow/w1/executions/231' },
  node: { name: 'Draft Invoices', type: 'n8n-nodes-odoo-billing.odooBilling' },
  item: 4,
  error: { message: 'Odoo refuses the login.', mend: 'Give the node another key.', code: 'login' },
  began: new Date('2026-11-30T05:00:00.004Z'),
  failed: new Date('2026-11-30T05:02:11.120Z'),
};

describe('what may be pressed Retry on', () => {
  test.each([
    ['n8n-nodes-odoo-billing.odooBilling', 'safe'],
    ['n8n-nodes-odoo-billing.billingApproval', 'safe'],
    ['n8n-nodes-base.set', 'safe'],
    ['n8n-nodes-base.scheduleTrigger', 'safe'],
    ['n8n-nodes-base.slack', 'look-first'],
    ['n8n-nodes-base.emailSend', 'look-first'],
    ['n8n-nodes-base.httpRequest', 'look-first'],
    ['n8n-nodes-base.odoo', 'look-first'],
    ['n8n-nodes-somebody.odooBilling', 'look-first'],
    ['', 'look-first'],
  ] as const)('%s: %s', (type, expected) => expect(replayOf({ ...run, node: { name: 'N', type } })).toBe(expected));
});

describe('its case', () => {
  test('says what failed where, what to do, and leads to the run', () => {
    expect(failedRunCase(run, '2026-11-30')).toEqual({
      key: 'workflow.failed:w1:Draft Invoices',
      kind: 'technical',
      code: 'workflow.failed',
      title: 'Billing Run is blocked at Draft Invoices: mend it',
      detail: 'Odoo refuses the login.\nNode: Draft Invoices, item 4.\nRun 231 of Billing Run.',
      nextStep:
        'Give the node another key. Then open the run and press Retry, or wait for the next one: nothing is done twice. Close this case when a run has succeeded, where the workflow does not close it itself.',
      severity: 'high',
      amount: '0',
      deadline: '2026-12-01',
      link: 'https://n8n.firm.test/workflow/w1/executions/231',
      run: '2026-11-30T05:00:00.004Z/2026-11-30T05:02:11.120Z',
    });
  });

  test('is the same however the node fails, and another for another node', () => {
    const passing = failedRunCase({ ...run, error: { message: 'Gone.', code: 'timeout' } }, '2026-11-20');
    expect(passing).toMatchObject({
      key: 'workflow.failed:w1:Draft Invoices',
      title: 'Billing Run failed in passing at Draft Invoices',
      severity: 'medium',
    });
    expect(passing.nextStep).toMatch(/passes by itself/);
    expect(
      failedRunCase({ ...run, node: { name: 'Slack', type: 'n8n-nodes-base.slack' } }, '2026-11-30'),
    ).toMatchObject({
      key: 'workflow.failed:w1:Slack',
      nextStep: expect.stringMatching(/see what Slack did before it failed/),
    });
  });

  test.each([
    ['2026-02-05', 'high'],
    ['2026-02-06', 'medium'],
    ['2026-02-25', 'medium'],
    ['2026-02-26', 'high'],
    ['2026-02-28', 'high'],
    ['2026-12-28', 'medium'],
    ['2026-12-29', 'high'],
    ['2027-01-01', 'high'],
  ])('what passes by itself, on %s, is of severity %s: the end of a month waits for nobody', (today, severity) => {
    expect(failedRunCase({ ...run, error: { message: 'Gone.', code: 'timeout' } }, today)).toMatchObject({ severity });
    expect(failedRunCase(run, today)).toMatchObject({ severity: 'high' });
  });

  test('of a trigger that could not start a run', () => {
    expect(failedRunCase({ flow: run.flow, error: run.error, failed: run.failed }, '2026-11-30')).toMatchObject({
      key: 'workflow.failed:w1:',
      detail: 'Odoo refuses the login.\nBilling Run could not start.',
      run: '2026-11-30T05:02:11.120Z/2026-11-30T05:02:11.120Z',
      nextStep:
        'Give the node another key. Then publish the workflow in n8n again. Close this case when a run has succeeded, where the workflow does not close it itself.',
    });
  });
});

describe('what a good run shows to be over', () => {
  const failedRun = '2026-11-30T05:00:00.004Z/2026-11-30T05:02:11.120Z';
  test.each([
    ['a run that began after the failure', failedRun, '2026-11-30T05:02:11.121Z', false, true],
    ['a run that began while it was failing', failedRun, '2026-11-30T05:01:00.000Z', false, false],
    ['an older run that took longer', failedRun, '2026-11-29T05:00:00.000Z', false, false],
    ['its own retry', failedRun, '2026-11-30T05:00:00.004Z', true, true],
    ['the retry of an older run', failedRun, '2026-11-29T05:00:00.000Z', true, false],
    ['the retry of a newer run that had failed elsewhere', failedRun, '2026-12-01T05:00:00.000Z', true, true],
    ['a run whose beginning n8n does not tell', failedRun, '', false, false],
    ['any run, of a case that does not know which', '', '2026-11-30T05:00:00.000Z', false, true],
    ['a retry, of a case that does not know which', '', '2026-11-30T05:00:00.000Z', true, false],
  ])('%s', (_, told, began, retry, expected) =>
    expect(isOver(told, { ...(began && { began: new Date(began) }), retry })).toBe(expected),
  );

  test.each([
    ['2026-11-30T05:00:00.005Z/2026-11-30T05:01:00.000Z', true],
    [failedRun, false],
    ['2026-11-30T05:00:00.003Z/2026-11-30T06:00:00.000Z', false],
    ['', false],
  ])('a case of %s tells of a newer one: %s', (told, expected) =>
    expect(tellsOfNewer(told, failedRunCase(run, '2026-11-30'))).toBe(expected),
  );
});
