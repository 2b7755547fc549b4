import { randomUUID } from 'node:crypto';
import { rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished } from 'vitest';
import { odooBilling as run } from '../cli/odoo-billing.ts';
import { KEEPER, READER } from '../../src/cli/questions.ts';
import type { OdooApi } from '../../src/odoo/api.ts';
import { inWorld as base } from './support/test.ts';
import { PASSWORD, enterWorld } from './support/world.ts';
import type { World } from './support/world.ts';

const KEEPERS = ['ann', 'ben'];

const test = base.extend('firm', { scope: 'file' }, async ({ odoo }) => {
  const world = await enterWorld(odoo);
  const groups = await Promise.all(['base.group_user', 'billing_automation.group_terms_keeper'].map(world.xmlId));
  for (const login of KEEPERS)
    await world.create('res.users', { name: login, login, password: PASSWORD, group_ids: [[6, 0, groups]] });
  return world;
});

const one = (made: unknown): number => [made].flat()[0] as number;
const keeper = (world: World, login = 'ann'): OdooApi => world.as(login);

async function act(world: World, api: OdooApi, action: string, ids: number[], context = {}): Promise<unknown> {
  const id = await world.xmlId(`billing_automation.action_terms_${action}`);
  return api.call('ir.actions.server', 'run', [[id]], {
    context: { active_model: 'x_billing_terms', active_ids: ids, active_id: ids[0], ...context },
  });
}

const read = async (world: World, id: number) => {
  const fields = ['x_status', 'x_version', 'x_intact', 'x_content', 'x_cap_ids', 'x_rate_ids', 'x_agreed_by'];
  const [row] = await world.drafter.searchRead('x_billing_terms', [['id', '=', id]], { fields });
  if (!row) throw new Error(`no terms ${id}`);
  return row as Record<string, unknown> & { x_cap_ids: number[]; x_rate_ids: number[] };
};

const SIGNATURE = { x_signed_on: '2026-01-05', x_signed_by: 'Jane Doe' };
const CAP = { x_name: 'In all', x_scope: 'agreement', x_amount: 40000, x_overflow: 'blocked' };

/** An agreement with a first version, written by Ann. */
async function write(world: World, values: object = SIGNATURE) {
  const customer = await world.create('res.partner', { name: 'Acme' });
  const api = keeper(world);
  const currency = await world.xmlId('base.EUR');
  const agreement = one(
    await api.call('x_billing_agreement', 'create', [
      { x_name: 'Acme 2026', x_partner_id: customer, x_currency_id: currency },
    ]),
  );
  const terms = one(
    await api.call('x_billing_terms', 'create', [
      {
        x_agreement_id: agreement,
        x_effective_from: '2026-01-01',
        x_has_caps: true,
        x_cap_ids: [[0, 0, CAP]],
        ...values,
      },
    ]),
  );
  return { agreement, terms };
}

async function propose(world: World) {
  const written = await write(world);
  await act(world, keeper(world), 'propose', [written.terms]);
  return written;
}

async function sign(world: World) {
  const written = await propose(world);
  await act(world, keeper(world, 'ben'), 'agree', [written.terms]);
  return written;
}

const PROPOSED = { x_status: 'proposed', x_proposed_on: '2026-01-06 08:00:00' };
const AGREED = { x_status: 'signed', x_agreed_on: '2026-01-06 09:00:00' };
const idOf = async (world: World, login: string) =>
  (await world.admin.searchRead('res.users', [['login', '=', login]], { fields: ['id'] }))[0]?.id as number;

describe('terms are proposed by one keeper and agreed to by another', () => {
  test('who did it, when, and on which content is kept', async ({ firm }) => {
    const { terms } = await sign(firm);
    expect(await read(firm, terms)).toMatchObject({ x_status: 'signed', x_version: 1, x_intact: true });
    const history = await keeper(firm).searchRead('x_billing_terms_event', [['x_terms_id', '=', terms]], {
      fields: ['x_what', 'x_user_id', 'x_fingerprint', 'x_content', 'x_at'],
      order: 'id',
    });
    const [ann, ben] = await Promise.all(KEEPERS.map((login) => idOf(firm, login)));
    expect(history.map((row) => [row.x_what, row.x_user_id])).toEqual([
      ['written', ann],
      ['proposed', ann],
      ['agreed', ben],
    ]);
    const [, proposed, agreed] = history;
    expect(agreed?.x_content).toContain('x_amount=40000.0');
    expect(agreed?.x_fingerprint).toMatch(/^[0-9a-f]{40}$/);
    expect(agreed?.x_fingerprint).toBe(proposed?.x_fingerprint);
  });

  test('a new version begins as a copy, and supersedes once it is agreed to', async ({ firm }) => {
    const { terms } = await sign(firm);
    const opened = (await act(firm, keeper(firm), 'new_version', [terms])) as { res_id: number };
    const draft = await read(firm, opened.res_id);
    expect(draft).toMatchObject({ x_status: 'draft', x_version: 2, x_agreed_by: false });
    expect(draft.x_cap_ids).toHaveLength(1);
    await keeper(firm).call('x_billing_terms', 'write', [
      [opened.res_id],
      { ...SIGNATURE, x_effective_from: '2026-03-01', x_cap_ids: [[1, draft.x_cap_ids[0], { x_amount: 50000 }]] },
    ]);
    expect(await read(firm, terms)).toMatchObject({ x_status: 'signed', x_intact: true });
    await act(firm, keeper(firm), 'propose', [opened.res_id]);
    await act(firm, keeper(firm, 'ben'), 'agree', [opened.res_id]);
    expect(await read(firm, terms)).toMatchObject({ x_status: 'superseded', x_intact: true });
    expect(await read(firm, opened.res_id)).toMatchObject({ x_status: 'signed', x_intact: true });
  });

  test('sent back, it is a draft again; without a signature it can not be proposed', async ({ firm }) => {
    const { terms } = await propose(firm);
    await act(firm, keeper(firm, 'ben'), 'send_back', [terms]);
    expect(await read(firm, terms)).toMatchObject({ x_status: 'draft', x_content: false });
    const unsigned = await write(firm, {});
    await expect(act(firm, keeper(firm), 'propose', [unsigned.terms])).rejects.toThrow(/by whom it was signed/);
  });
});

describe('nobody agrees to what they had a hand in', () => {
  const ways: [what: string, way: (world: World) => Promise<unknown>, said: RegExp][] = [
    [
      'the author',
      async (world) => act(world, keeper(world), 'agree', [(await propose(world)).terms]),
      /had a hand in/,
    ],
    [
      'the author, in a draft somebody else proposed',
      async (world) => {
        const { terms } = await write(world);
        await act(world, keeper(world, 'ben'), 'propose', [terms]);
        return act(world, keeper(world), 'agree', [terms]);
      },
      /had a hand in/,
    ],
    [
      'who changed a row of it and changed it back',
      async (world) => {
        const { terms } = await write(world);
        const { x_cap_ids: rows } = await read(world, terms);
        for (const x_amount of [1, 40000])
          await keeper(world, 'ben').call('x_billing_terms_cap', 'write', [rows, { x_amount }]);
        await act(world, keeper(world), 'propose', [terms]);
        return act(world, keeper(world, 'ben'), 'agree', [terms]);
      },
      /had a hand in/,
    ],
    [
      'by writing the status',
      async (world) =>
        keeper(world).call('x_billing_terms', 'write', [
          [(await propose(world)).terms],
          { ...AGREED, x_agreed_by: await idOf(world, 'ann') },
        ]),
      /had a hand in/,
    ],
    [
      'by writing the status in the name of another',
      async (world) =>
        keeper(world).call('x_billing_terms', 'write', [
          [(await propose(world)).terms],
          { ...AGREED, x_agreed_by: await idOf(world, 'ben') },
        ]),
      /in their own name/,
    ],
    [
      'by creating it signed',
      async (world) => write(world, { ...SIGNATURE, ...AGREED, x_agreed_by: await idOf(world, 'ben') }),
      /begin as a draft|is signed and can't be changed/,
    ],
    [
      'by importing it signed',
      async (world) => {
        const { agreement } = await write(world);
        const answer = (await keeper(world).call('x_billing_terms', 'load', [
          ['x_agreement_id/.id', 'x_effective_from', 'x_status'],
          [[String(agreement), '2026-02-01', 'signed']],
        ])) as { ids: unknown; messages: { message: string }[] };
        if (answer.ids) return answer;
        throw new Error(answer.messages.map(({ message }) => message).join());
      },
      /begin as a draft/,
    ],
    [
      'by proposing and agreeing in one write through the agreement',
      async (world) => {
        const { agreement, terms } = await write(world);
        const ann = await idOf(world, 'ann');
        return keeper(world).call('x_billing_agreement', 'write', [
          [agreement],
          {
            x_terms_ids: [
              [1, terms, { ...PROPOSED, x_proposed_by: ann, x_content: 'x' }],
              [1, terms, { ...AGREED, x_agreed_by: ann }],
            ],
          },
        ]);
      },
      /use Propose|in their own name|had a hand in/,
    ],
    [
      'with a context that pretends the rules have run',
      async (world) =>
        act(world, keeper(world), 'agree', [(await propose(world)).terms], {
          __action_done: {},
          old_values: {},
          __action_feedback: true,
          tracking_disable: true,
        }),
      /had a hand in/,
    ],
  ];
  test.for(ways)('%s', async ([, way, said], { firm }) => {
    await expect(way(firm)).rejects.toThrow(said);
  });

  test('preparers, approvers, controllers, clerks, robots and the administrator can not write or agree', async ({
    firm,
  }) => {
    const { terms } = await propose(firm);
    const nobodies: [string, OdooApi][] = [
      ['admin', firm.admin],
      ...['preparer', 'approver', 'controller', 'clerk', 'robot-drafter', 'robot-desk'].map(
        (login): [string, OdooApi] => [login, firm.as(login)],
      ),
    ];
    for (const [who, api] of nobodies) {
      await expect(api.call('x_billing_terms', 'write', [[terms], { x_note: who }]), who).rejects.toThrow();
      await expect(act(firm, api, 'agree', [terms]), who).rejects.toThrow();
      await expect(api.call('x_billing_agreement', 'create', [{ x_name: who }]), who).rejects.toThrow();
    }
    expect(await read(firm, terms)).toMatchObject({ x_status: 'proposed' });
  });
});

describe('what is proposed or signed stays', () => {
  const changes: [
    what: string,
    (api: OdooApi, at: { agreement: number; terms: number; cap: number }) => Promise<unknown>,
  ][] = [
    ['a date', (api, { terms }) => api.call('x_billing_terms', 'write', [[terms], { x_effective_to: '2026-06-30' }])],
    ['a switch', (api, { terms }) => api.call('x_billing_terms', 'write', [[terms], { x_has_caps: false }])],
    ['the number', (api, { terms }) => api.call('x_billing_terms', 'write', [[terms], { x_version: 9 }])],
    ['a row', (api, { cap }) => api.call('x_billing_terms_cap', 'write', [[cap], { x_amount: 1 }])],
    [
      'a row, through the form',
      (api, { terms, cap }) =>
        api.call('x_billing_terms', 'write', [[terms], { x_cap_ids: [[1, cap, { x_amount: 1 }]] }]),
    ],
    ['a row more', (api, { terms }) => api.call('x_billing_terms', 'write', [[terms], { x_cap_ids: [[0, 0, CAP]] }])],
    ['a row less', (api, { cap }) => api.call('x_billing_terms_cap', 'unlink', [[cap]])],
    [
      'a row moved elsewhere',
      async (api, { agreement, cap }) => {
        const other = one(await api.call('x_billing_terms', 'create', [{ x_agreement_id: agreement }]));
        return api.call('x_billing_terms_cap', 'write', [[cap], { x_terms_id: other }]);
      },
    ],
    ['the whole', (api, { terms }) => api.call('x_billing_terms', 'unlink', [[terms]])],
    ['the whole agreement', (api, { agreement }) => api.call('x_billing_agreement', 'unlink', [[agreement]])],
    ['its history', (api) => api.call('x_billing_terms_event', 'unlink', [[1]])],
  ];
  for (const state of ['proposed', 'signed'] as const)
    for (const [what, change] of changes)
      test(`${what}, ${state}`, async ({ firm }) => {
        const at = await (state === 'signed' ? sign : propose)(firm);
        const { x_cap_ids, x_content } = await read(firm, at.terms);
        const cap = x_cap_ids[0] as number;
        for (const login of KEEPERS) await expect(change(keeper(firm, login), { ...at, cap }), login).rejects.toThrow();
        expect(await read(firm, at.terms)).toMatchObject({ x_status: state, x_intact: true, x_content, x_cap_ids });
      });

  test.for([
    ['the customer', { x_partner_id: 1 }],
    ['the currency', { x_currency_id: 1 }],
    ['its use', { x_active: false }],
    ['its reference', { x_key: 'other' }],
    ['its name', { x_name: 'Other' }],
  ] as const)('%s of a signed agreement', async ([, values], { firm }) => {
    const { agreement } = await sign(firm);
    for (const login of KEEPERS)
      await expect(keeper(firm, login).call('x_billing_agreement', 'write', [[agreement], values])).rejects.toThrow(
        /is signed/,
      );
  });

  test('an agreement changed after its terms were proposed voids the proposal', async ({ firm }) => {
    const { agreement, terms } = await propose(firm);
    await keeper(firm).call('x_billing_agreement', 'write', [[agreement], { x_partner_id: 1 }]);
    expect(await read(firm, terms)).toMatchObject({ x_intact: false });
    await expect(act(firm, keeper(firm, 'ben'), 'agree', [terms])).rejects.toThrow(/changed since it was proposed/);
  });

  test('a server action of the administrator that writes as superuser', async ({ firm }) => {
    const { terms } = await sign(firm);
    // On a model of the administrator's own, for on this one Odoo asks for the right to write first.
    const model = await firm.xmlId('base.model_res_partner');
    for (const cheat of [
      'write({"x_note": "cheat"})',
      'x_cap_ids.write({"x_amount": 1})',
      'x_event_ids.unlink()',
      'unlink()',
      'with_user(1).write({"x_status": "draft"})',
    ]) {
      const code = `env["x_billing_terms"].sudo().browse(${terms}).${cheat}`;
      const action = await firm.create('ir.actions.server', { name: 'Cheat', model_id: model, state: 'code', code });
      await expect(
        firm.admin.call('ir.actions.server', 'run', [[action]], {
          context: { active_model: 'res.partner', active_ids: [1], active_id: 1 },
        }),
        cheat,
      ).rejects.toThrow(/can't be (changed|deleted)/);
    }
    expect(await read(firm, terms)).toMatchObject({ x_status: 'signed', x_intact: true });
  });
});

describe('in files', () => {
  async function odooBilling({ odoo }: World, ...args: string[]): Promise<string> {
    const environment = {
      ODOO_URL: odoo.url,
      ODOO_DATABASE: odoo.database,
      [READER.login]: 'robot-drafter',
      [READER.password]: PASSWORD,
      [KEEPER.login]: 'ann',
      [KEEPER.password]: PASSWORD,
    };
    const { code, said } = await run(['terms', ...args], environment);
    if (code) throw new Error(said);
    return said;
  }

  test('out, and in again nothing is new; changed, a draft of Ann’s that Ben agrees to', async ({ firm }) => {
    const { agreement, terms } = await sign(firm);
    const key = `agreement-${agreement}`;
    const file = join(tmpdir(), `${randomUUID()}.yaml`);
    onTestFinished(() => rm(file, { force: true }));
    await expect(odooBilling(firm, 'export', '--agreement', 'nobody')).rejects.toThrow(/no agreement of this id/);
    const text = await odooBilling(firm, 'export', '--agreement', key);
    await writeFile(file, text);
    expect(await odooBilling(firm, 'import', file)).toMatch(/nothing changed/);

    await writeFile(file, text.replace('amount: 40000', 'amount: 45000.50'));
    expect(await odooBilling(firm, 'import', file)).toMatch(
      /Draft version 2, .* unlike version 1:\n {4}Caps, row 1, Amount: 40000 → 45000\.5\n[^]*Nothing was written/,
    );
    expect(await odooBilling(firm, 'import', file, '--yes')).toMatch(/Written to Odoo/);
    const api = keeper(firm);
    const [draft] = await api.searchRead(
      'x_billing_terms',
      [
        ['x_agreement_id', '=', agreement],
        ['id', '!=', terms],
      ],
      {
        fields: ['x_status', 'x_version', 'x_signed_by', 'x_signed_on', 'create_uid'],
      },
    );
    const ann = await idOf(firm, 'ann');
    expect(draft).toMatchObject({ x_status: 'draft', x_version: 2, x_signed_by: false, create_uid: ann });
    const id = draft?.id as number;
    await expect(act(firm, api, 'propose', [id])).rejects.toThrow(/by whom it was signed/);
    await api.call('x_billing_terms', 'write', [[id], SIGNATURE]);
    await act(firm, api, 'propose', [id]);
    await expect(act(firm, api, 'agree', [id])).rejects.toThrow(/had a hand in/);
    await act(firm, keeper(firm, 'ben'), 'agree', [id]);
    expect(await read(firm, id)).toMatchObject({ x_status: 'signed', x_intact: true });
    expect(await odooBilling(firm, 'import', file)).toMatch(/nothing changed/);
  });

  test('every agreement there is, whole or not at all', async ({ firm }) => {
    const { terms } = await write(firm, { x_cap_ids: [[0, 0, { ...CAP, x_amount: 0 }]] });
    await expect(odooBilling(firm, 'export', '--all')).rejects.toThrow(/Nothing was exported/);
    await keeper(firm).call('x_billing_terms', 'unlink', [[terms]]);
    await expect(odooBilling(firm, 'export', '--all')).rejects.toThrow(/at least one version/);
  });
});

describe('the billing run reads them by the schema of files', () => {
  test('what is signed, with its rows and records', async ({ firm }) => {
    const { agreement, terms } = await write(firm, {
      ...SIGNATURE,
      x_purchase_order_number: '4500012345',
      x_purchase_order_amount: 120000.5,
      x_has_rates: true,
      x_rate_ids: [
        [0, 0, { x_card: 'Rate card 2026', x_person_id: firm.engineer, x_rate: 157.505 }],
        [0, 0, { x_role: 'Consultant', x_rate: 1100, x_per: 'day', x_effective_from: '2026-02-01' }],
      ],
      x_has_retainer: true,
      x_retainer_kind: 'evergreen',
      x_retainer_period: 'month',
      x_retainer_amount: 5000,
      x_retainer_of_time: true,
      x_retainer_of_expense: true,
      x_retainer_rollover: true,
    });
    await act(firm, keeper(firm), 'propose', [terms]);
    const key = `agreement-${agreement}`;
    const before = await firm.drafting.agreements({});
    expect(before.agreements.find(({ id }) => id === key)?.versions).toMatchObject([{ version: 1, status: 'draft' }]);
    await act(firm, keeper(firm, 'ben'), 'agree', [terms]);

    const { agreements } = await firm.drafting.agreements({});
    const read = agreements.find(({ id }) => id === key);
    expect(read).toMatchObject({ name: 'Acme 2026', customer: { name: 'Acme' }, currency: 'EUR' });
    expect(read?.versions).toEqual([
      {
        version: 1,
        status: 'signed',
        effectiveFrom: '2026-01-01',
        signedOn: '2026-01-05',
        signedBy: 'Jane Doe',
        purchaseOrder: { number: '4500012345', amount: '120000.5' },
        rates: [
          {
            card: 'Rate card 2026',
            person: { id: firm.engineer, name: 'Eva Engineer' },
            rate: '157.505',
            per: 'hour',
          },
          { role: 'Consultant', rate: '1100', per: 'day', effectiveFrom: '2026-02-01' },
        ],
        caps: [{ name: 'In all', scope: 'agreement', amount: '40000', overflow: 'blocked' }],
        retainer: {
          kind: 'evergreen',
          period: 'month',
          amount: '5000',
          of: ['time', 'expense'],
          rollover: {},
          unusedAtEnd: 'lapses',
        },
      },
    ]);
  });

  test('a record that does not fit is named with its field, and nothing of it is used', async ({ firm }) => {
    const { agreement, terms } = await write(firm, {
      ...SIGNATURE,
      x_cap_ids: [
        [0, 0, CAP],
        [0, 0, { ...CAP, x_name: 'Phase', x_scope: 'phase' }],
      ],
    });
    await act(firm, keeper(firm), 'propose', [terms]);
    await act(firm, keeper(firm, 'ben'), 'agree', [terms]);
    const { agreements, unreadable } = await firm.drafting.agreements({});
    expect(agreements.some(({ id }) => id === `agreement-${agreement}`)).toBe(false);
    expect(unreadable.find(({ record }) => record === `x_billing_agreement,${agreement}`)?.problems).toEqual([
      'Version 1: Caps, row 2, Phase is nothing; expected a value, because scope is phase.',
    ]);
  });
});
