import { policyJsonSchema } from '../../approvals/policy/json-schema.ts';
import { fieldsIn } from '../shape.ts';
import type { SchemaNode, ShapeField } from '../shape.ts';

/** A table of the approval policy in Odoo. */
export interface PolicyTable {
  model: string;
  label: string;
  help: string;
  /** The many2one to what its rows belong to, and the one2many there. */
  parent: { model: string; field: string; many: string };
  /** Where its rows stand in what they belong to. */
  name: string;
  fields: ShapeField[];
}

export const POLICY = 'x_billing_policy';

const COMODEL = { customers: 'res.partner', companies: 'res.company' };

const policy = (policyJsonSchema() as SchemaNode).properties?.policy ?? {};
const row = policy.properties?.rows?.items ?? {};
const step = row.properties?.steps?.items ?? {};
const limit = policy.properties?.limits?.items ?? {};

/** Of these the add-on itself takes care. */
const OWN = ['name', 'version', 'company', 'currency', 'rows', 'limits'];

export const POLICY_FIELDS: ShapeField[] = fieldsIn(policy, 'x_', [], COMODEL, (name) => !OWN.includes(name));

const table = (
  name: string,
  one: string,
  of: string,
  node: SchemaNode,
  { label, help, less = [] }: { label: string; help: string; less?: string[] },
): PolicyTable => ({
  model: `${POLICY}_${one}`,
  label,
  help,
  parent: { model: of, field: of === POLICY ? 'x_policy_id' : 'x_row_id', many: `x_${one}_ids` },
  name,
  fields: fieldsIn(node, 'x_', [], COMODEL, (field) => !less.includes(field)),
});

export const ROWS = table('rows', 'row', POLICY, row, {
  label: 'Rows',
  help: 'The first that fits an invoice decides. None fits: a controller.',
  less: ['steps'],
});
export const STEPS = table('steps', 'step', ROWS.model, step, { label: 'Steps', help: 'Who is asked, in order.' });
export const LIMITS = table('limits', 'limit', POLICY, limit, {
  label: 'Limits',
  help: 'Who may approve how much. Whom no row names may approve nothing.',
});

export const POLICY_TABLES: PolicyTable[] = [ROWS, STEPS, LIMITS];
