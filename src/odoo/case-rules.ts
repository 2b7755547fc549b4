import { z } from 'zod/v4';
import type { CaseOwner, CaseRule } from '../rules/case-rules.ts';
import { given } from '../rules/given.ts';
import type { OdooApi } from './api.ts';
import { decimal, many2oneNamedOrNone, parseRows, textOrEmpty } from './rows.ts';

const MODEL = 'x_billing_case_rule';

const choice = <const T extends string>(...of: [T, ...T[]]) => z.union([z.enum(of), z.literal(false)]);

const schema = z.object({
  x_kind: choice('technical', 'data-quality', 'policy'),
  x_code: textOrEmpty,
  x_owner: choice('account-manager', 'project-manager', 'controller', 'user', 'group'),
  x_user_id: many2oneNamedOrNone,
  x_group_id: many2oneNamedOrNone,
  x_currency_id: many2oneNamedOrNone,
  x_medium_from: decimal,
  x_high_from: decimal,
  x_raise_days: z.number().int(),
});
type Written = z.output<typeof schema>;

/** The firm's rules for cases, in their order. */
export async function readCaseRules(api: OdooApi): Promise<CaseRule[]> {
  const rows = await api.searchRead(MODEL, [], {
    fields: Object.keys(schema.shape),
    order: 'x_sequence, id',
    names: true,
  });
  return parseRows(schema, rows, MODEL).map((row) =>
    given({
      kind: row.x_kind || undefined,
      code: row.x_code.trim() || undefined,
      owner: ownerOf(row),
      money: moneyOf(row),
      raiseAfterDays: row.x_raise_days > 0 ? row.x_raise_days : undefined,
    }),
  );
}

/** A person or a group that is gone says nothing. */
function ownerOf({ x_owner: by, x_user_id: user, x_group_id: group }: Written): CaseOwner | undefined {
  if (by === 'user') return user && { by, id: user.id };
  if (by === 'group') return group && { by, id: group.id };
  return by ? { by } : undefined;
}

function moneyOf({ x_medium_from, x_high_from, x_currency_id: currency }: Written): CaseRule['money'] | undefined {
  const [mediumFrom, highFrom] = [x_medium_from, x_high_from].map((from) => (Number(from) > 0 ? from : undefined));
  return mediumFrom || highFrom ? given({ mediumFrom, highFrom, currency: currency?.name }) : undefined;
}
