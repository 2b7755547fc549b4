import { describe, expect } from 'vitest';
import { checkIds, idByName, listChoices, LISTS } from '../../../src/odoo/lists.ts';
import type { PlaceTest } from '../place.ts';
import { edit } from '../run.ts';

export function choosing(test: PlaceTest): void {
  describe('lists to choose from', () => {
    test('offer what work is billed for, as n8n’s robot sees it', async ({ place }) => {
      const { drafter, refs } = place;
      const { choices: orders } = await listChoices(drafter, 'order', { search: 'NL-104' });
      expect(orders).toEqual([
        { id: refs.id('order', 'NL-104'), name: 'NL-104 · Dunmore Foods · 76,800.00 USD · PO PO-NL-104' },
      ]);
      const { choices: customers } = await listChoices(drafter, 'customer', { search: 'dunmore' });
      expect(customers).toEqual([{ id: refs.id('customer', 'Dunmore Foods'), name: 'Dunmore Foods' }]);
      const { choices: companies } = await listChoices(drafter, 'company');
      expect(companies.length).toBeGreaterThan(0);
      const { choices: projects } = await listChoices(drafter, 'project', { search: 'dunmore' });
      expect(projects.length).toBeGreaterThan(0);
      expect(projects.every(({ name }) => name.includes(' · Dunmore Foods'))).toBe(true);
    });

    test('orders are found by customer and reference, and follow the customer that is chosen', async ({ place }) => {
      const { drafter, refs } = place;
      const customer = [refs.id('customer', 'Dunmore Foods')];
      const own = [refs.id('order', 'NL-104')];
      const ids = async (options: object) =>
        (await listChoices(drafter, 'order', options)).choices.map(({ id }) => id).toSorted();
      expect(await ids({ search: 'dunmore' })).toEqual(own);
      expect(await ids({ search: 'po-nl-104' })).toEqual(own);
      expect(await ids({ chosen: { customer } })).toEqual(own);
      expect(await ids({ search: 'NL-101', chosen: { customer } })).toEqual([]);
    });

    test('leave out what is archived, cancelled or unconfirmed', async ({ place }) => {
      const { drafter, refs } = place;
      await edit(place, 'sale.order', refs.id('order', 'NL-112'), { state: 'cancel' });
      expect(await listChoices(drafter, 'order', { search: 'NL-112' })).toEqual({ choices: [] });
      const [project] = (await listChoices(drafter, 'project', { search: 'dunmore' })).choices;
      if (!project) return expect.unreachable('Dunmore Foods has a project');
      await edit(place, 'project.project', project.id, { active: false });
      const left = (await listChoices(drafter, 'project', { search: 'dunmore' })).choices;
      expect(left.map(({ id }) => id)).not.toContain(project.id);
    });

    test('a name finds its one record, an id is looked for', async ({ place }) => {
      const { drafter, refs } = place;
      expect(await idByName(drafter, 'order', 'NL-101')).toBe(refs.id('order', 'NL-101'));
      await expect(idByName(drafter, 'order', 'NL-1')).rejects.toThrow('Odoo has no order called "NL-1".');
      await checkIds(drafter, 'order', [refs.id('order', 'NL-101')]);
      await expect(checkIds(drafter, 'order', [999_999])).rejects.toThrow(/no order with id 999999/);
    });

    test('a company can be asked of every list', async ({ place }) => {
      const { drafter } = place;
      const company = (await listChoices(drafter, 'company')).choices.map(({ id }) => id);
      for (const name of LISTS.filter((each) => each !== 'agreement')) {
        expect((await listChoices(drafter, name, { chosen: { company } })).choices.length, name).toBeGreaterThan(0);
      }
    });
  });
}
