import { z } from 'zod/v4';
import { exact } from '../../money/decimal.ts';
import { exactlyOne, expected } from '../../rules/terms/checks.ts';
import { amount, currency, day, hours, line, positiveInt, reference, share } from '../../rules/terms/values.ts';

/** What can be left out is never 0 or false, so Odoo's empty values say "not said" and nothing else. */
const yesOrNo = () => z.enum(['yes', 'no']);

export const ROLES = ['project-manager', 'account-manager', 'controller'] as const;
export type Role = (typeof ROLES)[number];
const role = () => z.enum(ROLES);

const EMAIL = 'the e-mail address of an Odoo user';
const person = () => z.email({ error: EMAIL }).meta({ 'x-model': 'res.users' });
const GROUP = 'the name of an Odoo group with its module, such as account.group_account_manager';
const group = () =>
  z
    .string({ error: GROUP })
    .regex(/^\w+\.\w+$/, { error: GROUP })
    .meta({ 'x-model': 'res.groups' });

/** Everybody any of these names. */
export const who = z
  .strictObject({
    roles: z
      .array(role())
      .min(1)
      .optional()
      .describe(
        'project-manager: of a project billed. account-manager: the salesperson. controller: of Odoo’s group of controllers.',
      ),
    people: z.array(person()).min(1).optional().describe('E-mail addresses of Odoo users.'),
    groups: z.array(group()).min(1).optional().describe('Odoo groups: everybody in them.'),
  })
  .superRefine(({ roles, people, groups }, findings) => {
    if (!roles && !people && !groups) expected(findings, [], 'at least one of roles, people and groups');
  })
  .meta({ minProperties: 1 });

export const CONTRACT_TYPES = [
  'time-and-materials',
  'fixed-fee',
  'milestone',
  'retainer',
  'expenses',
  'advance',
  'holdback',
  'other',
] as const;
export type ContractType = (typeof CONTRACT_TYPES)[number];
const contractTypes = () => z.array(z.enum(CONTRACT_TYPES)).min(1);

export const when = z.strictObject({
  amountAbove: amount().optional().describe('The invoice is above this, untaxed, in the policy’s currency.'),
  amountUpTo: amount().optional().describe('The invoice is this or less, untaxed. Credit notes by their size.'),
  marginBelow: share().optional().describe('Less than this percentage is left after the cost of the work billed.'),
  marginVarianceAbove: share()
    .optional()
    .describe('The margin is more than so many percentage points off that of earlier invoices of the same orders.'),
  changedByHand: yesOrNo().optional().describe('Somebody changed the draft after it was made.'),
  anyFinding: yesOrNo().optional().describe('Something was found unusual.'),
  findings: z.array(line()).min(1).optional().describe('At least one of these was found, by its code.'),
  contractTypes: contractTypes().optional().describe('At least one of these is billed.'),
  onlyContractTypes: contractTypes().optional().describe('Nothing but these is billed.'),
  newCustomer: yesOrNo().optional().describe('No invoice of the customer was ever posted.'),
  customers: z
    .array(reference())
    .min(1)
    .optional()
    .describe('The customer, or the company it belongs to, is one of these.'),
  companies: z.array(reference()).min(1).optional().describe('One of these companies bills.'),
});

export const step = z
  .strictObject({
    name: line().describe('Shown to everybody asked: “Project manager”.'),
    starts: z
      .enum(['after', 'with'])
      .default('after')
      .describe('after: once the steps before it are approved. with: together with the step before it.'),
    approvers: who.describe('Who is asked.'),
    need: z.enum(['any', 'all']).default('any').describe('How many of them must approve. One rejection is enough.'),
    atLeast: positiveInt('a number of people, 1 or more').optional().describe('So many of them, instead.'),
    reviewOnly: z
      .literal('yes')
      .optional()
      .describe('They look and may reject; their approval needs no limit. Another step of the row does.'),
    within: hours().optional().describe('Business hours of each person asked. Left out: the policy’s own.'),
    remindEvery: hours().optional().describe('Business hours. Left out: the policy’s own.'),
    fallback: who
      .optional()
      .describe('Who is asked too once the time is over, or nobody asked is there. Left out: the controllers.'),
  })
  .superRefine(({ need, atLeast }, findings) => {
    if (need === 'all' && atLeast !== undefined) expected(findings, ['atLeast'], 'nothing where all are needed');
  });

export const row = z
  .strictObject({
    name: line().describe('Shown to everybody asked, and in the record.'),
    when: when.default({}).meta({ description: 'All of it must hold. Nothing: every invoice.', 'x-always': true }),
    straightThrough: z
      .literal('yes')
      .optional()
      .describe('Nobody is asked. Never where something was found unusual or changed by hand.'),
    steps: z.array(step).min(1, { error: 'at least one step' }).max(20).optional().describe('Who is asked, in order.'),
  })
  .superRefine((whole, findings) => {
    exactlyOne(findings, whole, ['straightThrough', 'steps']);
    const { amountAbove, amountUpTo, anyFinding, findings: found, changedByHand, contractTypes: some } = whole.when;
    if (amountAbove !== undefined && amountUpTo !== undefined && exact(amountAbove).gte(amountUpTo))
      expected(findings, ['when', 'amountUpTo'], `more than ${amountAbove}, where the row begins`);
    if (whole.straightThrough) {
      const unusual = 'nothing: what is unusual never goes straight through';
      if (amountUpTo === undefined) expected(findings, ['when', 'amountUpTo'], 'an amount, because nobody is asked');
      if (anyFinding === 'yes') expected(findings, ['when', 'anyFinding'], unusual);
      if (found) expected(findings, ['when', 'findings'], unusual);
      if (changedByHand === 'yes') expected(findings, ['when', 'changedByHand'], unusual);
      if (some) expected(findings, ['when', 'contractTypes'], 'onlyContractTypes, because nobody is asked');
    }
    if (whole.steps?.[0]?.starts === 'with')
      expected(findings, ['steps', 0, 'starts'], 'after: there is no step before the first');
    if (whole.steps?.every(({ reviewOnly }) => reviewOnly))
      expected(findings, ['steps', 0, 'reviewOnly'], 'nothing: somebody has to approve');
    whole.steps?.forEach(({ name }, index) => {
      if (whole.steps?.slice(0, index).some((other) => other.name === name))
        expected(findings, ['steps', index, 'name'], 'a name no other step of the row has');
    });
  });

/** Up to which amount somebody may approve. Whom no row names may approve nothing. */
export const limit = z
  .strictObject({
    role: role().optional(),
    person: person().optional().describe('Counts alone, whatever their roles and groups may.'),
    group: group().optional(),
    upTo: amount().optional().describe('Untaxed, in the policy’s currency.'),
    unlimited: z.literal('yes').optional(),
  })
  .superRefine((said, findings) => {
    exactlyOne(findings, said, ['role', 'person', 'group']);
    exactlyOne(findings, said, ['upTo', 'unlimited']);
  });

/** Who must approve which invoice. */
export const policy = z
  .strictObject({
    name: line(),
    version: positiveInt('a version number, 1 or more'),
    effectiveFrom: day().describe('First day it decides. Invoices asked about earlier keep what they were asked by.'),
    company: reference().optional().describe('The company whose invoices it is for. Left out: every company.'),
    currency: currency().describe('Of every amount in it: the company’s own.'),
    signInAbove: amount()
      .optional()
      .describe('Above this a mailed link alone is not enough: sign in. Left out: a link is enough.'),
    within: hours().optional().describe('Business hours a step has where it says nothing. Left out: no time set.'),
    remindEvery: hours().optional().describe('Business hours between reminders. Left out: none.'),
    rows: z
      .array(row)
      .min(1, { error: 'at least one row' })
      .max(200)
      .describe('The first that fits decides. None fits: a controller.'),
    limits: z.array(limit).min(1, { error: 'at least one limit' }).max(1000).describe('Who may approve how much.'),
  })
  .superRefine(({ rows, limits }, findings) => {
    rows.forEach(({ name }, index) => {
      if (rows.slice(0, index).some((other) => other.name === name))
        expected(findings, ['rows', index, 'name'], 'a name no other row has');
    });
    limits.forEach((said, index) => {
      const other = limits.slice(0, index).findIndex((earlier) => aboutWhom(earlier) === aboutWhom(said));
      if (other >= 0) expected(findings, ['limits', index], `somebody else: limit ${other + 1} is about them too`);
    });
  });

const aboutWhom = ({ role, person, group }: z.output<typeof limit>): string =>
  [role, person?.toLowerCase(), group].join();

export const policyFile = z.strictObject({ policy });

export type Who = z.output<typeof who>;
export type When = z.output<typeof when>;
export type PolicyStep = z.output<typeof step>;
export type PolicyRow = z.output<typeof row>;
export type Limit = z.output<typeof limit>;
export type Policy = z.output<typeof policy>;
