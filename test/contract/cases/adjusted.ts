import { describe, expect } from 'vitest';
import type { OdooApi, Row } from '../../../src/odoo/api.ts';
import type { Evaluation } from '../../../src/rules/verdict.ts';
import type { Place, PlaceTest } from '../place.ts';
import { draft, evaluations, proposalOf } from '../run.ts';
import { agreeOn, drafted, rows } from './agreed.ts';

const ORDER = 'NL-110';

async function adjust(api: OdooApi, entry: string, values: Row): Promise<number> {
  const row = { x_record: entry, x_reason: 'Goodwill', ...values };
  return [await api.call('x_billing_adjustment', 'create', [row])].flat()[0] as number;
}

/** In somebody's name: only their own is taken. */
async function withdraw(api: OdooApi, id: number, login: string): Promise<void> {
  const [user] = await api.searchRead('res.users', [['login', '=', login]], { fields: ['id'] });
  await api.call('x_billing_adjustment', 'write', [[id], { x_withdrawn_by: user?.id }]);
}

const preparerOf = ({ firm }: Place): string => firm.users.find(({ name }) => name === 'Pia Lindgren')?.login ?? '';

const partsOf = (found: Evaluation[], entry: string) =>
  found.flatMap(({ parts }) => parts).filter((part) => part.entry === entry);

export function adjusted(test: PlaceTest): void {
  describe('adjusted work', () => {
    test('what was adjusted since it was read stops the draft, and is what is billed then', async ({ place }) => {
      await agreeOn(place, ORDER, {
        // The order's own is over.
        x_purchase_order_number: 'PO-2',
        x_has_adjustments: true,
        x_adjustment_ids: rows(
          { x_kind: 'write-down', x_authority: 'preparer', x_up_to_percent: 25 },
          { x_kind: 'write-off', x_authority: 'preparer' },
          { x_kind: 'hold', x_authority: 'preparer' },
        ),
      });
      const before = await proposalOf(place, ORDER);
      const entry = before.lines[0]?.parts[0]?.entry ?? '';
      const id = await adjust(place.preparer, entry, {
        x_kind: 'write-down',
        x_percent: 25,
        x_authority: 'controller',
      });
      expect(await draft(place, [before])).toMatchObject([{ status: 'refused', code: 'changed' }]);
      const { proposal, invoice } = await drafted(place, ORDER);
      const [part] = proposal.lines.flatMap(({ parts }) => parts).filter((each) => each.entry === entry);
      expect(part?.adjustments).toEqual([id]);
      expect(part?.inputs['adjusted by']).toMatch(/^Pia Lindgren \(preparer\) on /);
      expect(Number(part?.value)).toBe(Number(part?.charge?.standard) * 0.75);
      expect(proposal.findings.map(({ code }) => code)).toContain('adjusted');
      expect(invoice.preparers.map(({ name }) => name)).toContain('Pia Lindgren');
    });

    test('held until it is released, and written off', async ({ place }) => {
      const [, second, third] = (await proposalOf(place, ORDER)).lines.flatMap(({ parts }) => parts);
      if (!second || !third) throw new Error('too little work');
      const hold = await adjust(place.preparer, second.entry, { x_kind: 'hold' });
      await adjust(place.preparer, third.entry, { x_kind: 'write-off' });
      const found = await evaluations(place, ORDER);
      expect(partsOf(found, second.entry)).toMatchObject([{ verdict: 'hold' }]);
      expect(partsOf(found, third.entry)).toMatchObject([{ verdict: 'write-off', rule: 'terms.adjustments' }]);
      expect(found.flatMap(({ cases }) => cases).map(({ code }) => code)).toContain('adjustment.hold');
      await expect(withdraw(place.preparer, hold, place.firm.users[0]?.login ?? '')).rejects.toThrow(/own name/);
      await withdraw(place.preparer, hold, preparerOf(place));
      expect(partsOf(await evaluations(place, ORDER), second.entry)).toMatchObject([{ verdict: 'bill' }]);
    });

    test('the robots adjust nothing, and what was made stays as it was made', async ({ place }) => {
      const entry = (await proposalOf(place, ORDER)).lines[0]?.parts.at(-1)?.entry ?? '';
      for (const robot of [place.drafter, place.desk])
        await expect(adjust(robot, entry, { x_kind: 'hold' })).rejects.toThrow();
      const id = await adjust(place.preparer, entry, { x_kind: 'hold' });
      const write = place.preparer.call('x_billing_adjustment', 'write', [[id], { x_reason: 'Other' }]);
      await expect(write).rejects.toThrow(/stays as it was made/);
      await withdraw(place.preparer, id, preparerOf(place));
    });
  });
}
