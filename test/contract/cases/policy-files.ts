import { describe, expect } from 'vitest';
import { formatPolicy, loadPolicy } from '../../../src/approvals/policy/file.ts';
import { remarksWords, review } from '../../../src/approvals/policy/review.ts';
import type { Policy } from '../../../src/approvals/policy/schema.ts';
import { createApprovalOdoo } from '../../../src/odoo/policy/gateway.ts';
import { preparePolicy, writeDraft } from '../../../src/odoo/policy/import.ts';
import { readWritten } from '../../../src/odoo/policy/read.ts';
import { withNames } from '../../../src/odoo/policy/resolve.ts';
import type { Place, PlaceTest } from '../place.ts';

const denied = expect.objectContaining({ code: 'access' });

/** A policy for every company with everything a file can say, people and groups among it. */
function fileOf({ firm }: Place): string {
  const { login = '' } = firm.users.find(({ role }) => role === 'controller') ?? {};
  return `policy:
  name: From a file
  version: 1
  effectiveFrom: 2031-01-01
  currency: USD
  signInAbove: 25000.50
  within: 16
  rows:
    - name: Routine
      when: { amountUpTo: 2000, onlyContractTypes: [expenses, time-and-materials], newCustomer: no }
      straightThrough: yes
    - name: Ours
      when: { customers: [${JSON.stringify(firm.customers[1]?.name)}, ${JSON.stringify(firm.customers[0]?.name)}], findings: [rate.deviation, line.edited] }
      steps:
        - { name: Finance, approvers: { people: [${login.toUpperCase()}] }, atLeast: 1, fallback: { groups: [billing_automation.group_approver] } }
    - name: Thin
      when: { marginBelow: 12.5, changedByHand: yes }
      steps:
        - { name: Project manager, approvers: { roles: [project-manager] }, reviewOnly: yes, remindEvery: 0.5 }
        - { name: Controller, starts: with, approvers: { roles: [controller, account-manager] }, need: all }
    - name: Everything else
      steps:
        - { name: Project manager, approvers: { roles: [project-manager] } }
  limits:
    - { role: project-manager, upTo: 10000 }
    - { group: billing_automation.group_approver, upTo: 100000 }
    - { person: ${login}, unlimited: yes }
`;
}

const versions = async ({ drafter }: Place) =>
  (await readWritten(drafter, [['x_company_id', '=', false]])).filter(({ said }) => said.name === 'From a file');

async function exported(place: Place, version: number): Promise<Policy> {
  const found = (await versions(place)).find(({ said }) => said.version === version);
  if (!found?.policy) throw new Error(found?.problems.join() ?? 'There is no such version');
  return withNames(place.drafter, found.policy);
}

export function policyFiles(test: PlaceTest): void {
  describe('the approval policy in files', () => {
    test('a file comes in as a draft of its controller, and out again as the same policy', async ({ place }) => {
      const { drafter, keeper, controller } = place;
      const prepared = await preparePolicy(drafter, loadPolicy(fileOf(place)));
      if (!prepared.draft) throw new Error(JSON.stringify(prepared));
      for (const other of [drafter, keeper]) await expect(writeDraft(drafter, other, prepared.draft)).rejects.toThrow();
      expect(await versions(place)).toEqual([]);
      await writeDraft(drafter, controller, prepared.draft);
      await expect(writeDraft(drafter, controller, prepared.draft)).rejects.toThrow(/has got a version since/);
      expect((await versions(place)).map(({ status }) => status)).toEqual(['draft']);

      const out = await exported(place, 1);
      expect(loadPolicy(formatPolicy(out, 'yaml'))).toEqual(out);
      expect(loadPolicy(formatPolicy(out, 'json'))).toEqual(out);
      expect(out).toMatchObject({
        signInAbove: '25000.5',
        rows: [{}, { steps: [{ approvers: { people: [expect.stringMatching(/^[a-z]/) as string] } }] }, {}, {}],
      });
      expect(out.rows[1]?.when.customers?.map(({ name }) => name).toSorted()).toEqual(
        [place.firm.customers[0]?.name, place.firm.customers[1]?.name].toSorted(),
      );
      for (const file of [out, loadPolicy(fileOf(place))])
        expect(await preparePolicy(drafter, file)).toHaveProperty('same');

      const next = await preparePolicy(drafter, { ...out, within: '8' });
      if (!next.draft) throw new Error(JSON.stringify(next));
      await writeDraft(drafter, controller, next.draft);
      expect(await exported(place, 2)).toEqual({ ...out, version: 2, within: '8' });
    });

    test('what it names and Odoo does not have is told with its place', async ({ place }) => {
      const file = fileOf(place)
        .replace('fallback: { groups: [billing_automation.group_approver] }', 'fallback: { groups: [base.user_admin] }')
        .replace(/person: .*?,/, 'person: nobody@nowhere.test,');
      const { problems } = await preparePolicy(place.drafter, loadPolicy(file));
      expect(problems).toMatchObject([
        { path: ['policy', 'limits', 2, 'person'], value: 'nobody@nowhere.test' },
        { path: ['policy', 'rows', 1, 'steps', 0, 'fallback', 'groups', 0], value: 'base.user_admin' },
      ]);
    });

    test('what there is to say of a version is shown for what is written in it, and no longer', async ({ place }) => {
      const file = fileOf(place)
        .replace('From a file', 'Looked at')
        .replace('  limits:', '    - { name: Never, straightThrough: yes, when: { amountUpTo: 5 } }\n  limits:');
      const { draft, problems } = await preparePolicy(place.drafter, loadPolicy(file));
      if (!draft) throw new Error(JSON.stringify(problems));
      await writeDraft(place.drafter, place.controller, draft);
      const found = async () => (await place.approving.unreviewed()).find(({ policy }) => policy?.name === 'Looked at');
      const version = await found();
      if (!version?.policy) throw new Error('It is not to be looked at');
      const said = remarksWords(review(version.policy));
      expect(said.filter((row) => row.startsWith('! “Never”: It never decides: '))).toHaveLength(1);

      await place.approving.remark([{ id: version.id, content: `${version.content} and more`, said }]);
      expect(await found()).toEqual(version);
      await place.approving.remark([{ id: version.id, content: version.content, said }]);
      expect(await found()).toBeUndefined();
      const shown = await place.admin.searchRead('x_billing_remark', [['x_policy_id', '=', version.id]], {
        fields: ['x_said'],
      });
      expect(shown).toMatchObject([{ x_said: said.join('\n') }]);

      for (const api of [place.drafter, place.controller, place.keeper]) {
        const other = createApprovalOdoo(api);
        await expect(other.unreviewed()).rejects.toEqual(denied);
        await expect(other.remark([])).rejects.toEqual(denied);
      }
    });
  });
}
