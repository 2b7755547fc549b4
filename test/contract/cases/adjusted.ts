import { describe, expect } from 'vitest';
import type { Evaluation } from '../../../src/rules/verdict.ts';
import { adjust, controllerOf, made, withdraw } from '../adjust.ts';
import type { Place, PlaceTest } from '../place.ts';
import { draft, evaluations, proposalOf } from '../run.ts';
import { drafted } from './agreed.ts';

const ORDER = 'NL-112';

const partsOf = (found: Evaluation[], entry: string) =>
  found.flatMap(({ parts }) => parts).filter((part) => part.entry === entry);

async function entriesOf(place: Place): Promise<string[]> {
  return (await proposalOf(place, ORDER)).orders[0].lines.flatMap(({ parts }) => parts.map(({ entry }) => entry));
}

export function adjusted(test: PlaceTest): void {
  describe('adjusted work', () => {
    test('what was adjusted since it was read stops the draft, and is what is billed then', async ({ place }) => {
      const before = await proposalOf(place, ORDER);
      const entry = before.orders[0].lines[0]?.parts[0]?.entry ?? '';
      const id = await adjust(place, entry, { x_kind: 'write-down', x_percent: 25, x_authority: 'preparer' });
      expect(await draft(place, [before])).toMatchObject([{ status: 'refused', code: 'changed' }]);
      const { proposal, invoice } = await drafted(place, ORDER);
      const [part] = proposal.orders[0].lines.flatMap(({ parts }) => parts).filter((each) => each.entry === entry);
      const name = controllerOf(place)?.name ?? '';
      expect(part?.adjustments).toEqual([id]);
      expect(part?.inputs['adjusted by']).toContain(`${name} (approver, controller) on `);
      expect(Number(part?.value)).toBe(Number(part?.charge?.standard) * 0.75);
      expect(proposal.findings.map(({ code }) => code)).toContain('adjusted');
      expect(invoice.preparers.map((each) => each.name)).toContain(name);
    });

    test('held until it is released, and written off', async ({ place }) => {
      const [first = '', second = ''] = await entriesOf(place);
      const hold = await adjust(place, first, { x_kind: 'hold' });
      await adjust(place, second, { x_kind: 'write-off' });
      const found = await evaluations(place, ORDER);
      expect(partsOf(found, first)).toMatchObject([{ verdict: 'hold' }]);
      expect(partsOf(found, second)).toMatchObject([{ verdict: 'write-off', rule: 'terms.adjustments' }]);
      expect(found.flatMap(({ cases }) => cases).map(({ code }) => code)).toContain('adjustment.hold');
      const other = place.firm.users.find(({ role }) => role !== 'controller')?.login;
      await expect(withdraw(place, hold, other)).rejects.toThrow(/own name/);
      await withdraw(place, hold);
      expect(partsOf(await evaluations(place, ORDER), first)).toMatchObject([{ verdict: 'bill' }]);
    });

    test('who took an adjustment back has a hand in the invoice, too', async ({ place }) => {
      const [entry = ''] = await entriesOf(place);
      await withdraw(place, await adjust(place, entry, { x_kind: 'hold' }));
      const { invoice } = await drafted(place, ORDER);
      expect(invoice.preparers.map(({ name }) => name)).toContain(controllerOf(place)?.name);
    });

    test('the robots adjust nothing, without terms a controller only, and what was made stays so', async ({
      place,
    }) => {
      const [entry = ''] = await entriesOf(place);
      for (const api of [place.drafter, place.desk, place.preparer])
        await expect(made(api, entry, { x_kind: 'hold' })).rejects.toThrow();
      const id = await adjust(place, entry, { x_kind: 'hold' });
      const write = place.controller.call('x_billing_adjustment', 'write', [[id], { x_reason: 'Other' }]);
      await expect(write).rejects.toThrow(/stays as it was made/);
    });
  });
}
