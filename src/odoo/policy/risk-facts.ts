import type { Fact, RiskFacts } from '../../approvals/policy/facts.ts';
import type { ContractType } from '../../approvals/policy/schema.ts';
import type { InvoiceFacts } from '../../billing/ports.ts';
import type { Decimal } from '../../money/decimal.ts';
import { exact, sum } from '../../money/decimal.ts';
import { runAction } from '../actions.ts';
import type { Billed } from '../actions.ts';
import type { OdooApi } from '../api.ts';

const GONE = 'the invoice is not in Odoo any more.';

/** What a policy can ask about this invoice, read at this moment. */
export async function readRiskFacts(api: OdooApi, invoice: InvoiceFacts): Promise<RiskFacts> {
  const { facts } = await runAction(api, 'risk_facts', { id: invoice.id });
  const findings = { value: [...(invoice.unsaid ?? []), ...invoice.findings] };
  const company = { value: invoice.company };
  if (!facts) {
    const gone = { unreadable: GONE };
    return {
      ...{ amount: gone, margin: gone, marginVariance: gone, changes: gone, contractTypes: gone },
      ...{ newCustomer: gone, customers: gone, findings, company },
    };
  }
  const margin = marginOf([facts]);
  return {
    amount: facts.rate
      ? { value: { amount: facts.amount, currency: { code: facts.currency, digits: facts.digits } } }
      : { unreadable: `Odoo has no rate of ${facts.own_currency} for ${facts.day}.` },
    margin,
    marginVariance: varianceOf(margin, facts.earlier),
    changes: { value: facts.changes },
    findings,
    contractTypes: contractTypesOf(facts),
    newCustomer: { value: facts.invoiced === 0 },
    customers: facts.customers.length
      ? { value: facts.customers.map(([id, name]) => ({ id, name })) }
      : { unreadable: 'the invoice has none.' },
    company,
  };
}

/** Of all of these together. Only what has a cost in Odoo has a margin: nothing is taken to have cost nothing. */
function marginOf(invoices: readonly Billed[]): Fact<Decimal> {
  const parts = invoices.flatMap((invoice) => invoice.parts);
  const without = parts.find(({ cost, whole }) => exact(cost).lte(0) || exact(whole).eq(0));
  if (!parts.length) return { unreadable: 'it bills no work the ledger knows.' };
  if (without) return { unreadable: `“${without.name}” has no cost in Odoo.` };
  const billing = new Set(parts.map(({ line }) => line));
  const worth = sum(
    invoices.flatMap(({ lines }) => lines.flatMap(({ id, value }) => (billing.has(id) ? exact(value) : []))),
  );
  if (worth.lte(0)) return { unreadable: 'the work billed comes to nothing.' };
  const cost = sum(parts.map((part) => exact(part.cost).times(part.quantity).div(part.whole)));
  return { value: worth.minus(cost).div(worth).times(100).toFixed() };
}

function varianceOf(margin: Fact<Decimal>, earlier: readonly Billed[]): Fact<Decimal> {
  if ('unreadable' in margin) return margin;
  if (!earlier.length) return { unreadable: 'there is no earlier invoice of its orders.' };
  const usual = marginOf(earlier);
  if ('unreadable' in usual) return { unreadable: `of earlier invoices, ${usual.unreadable}` };
  return { value: exact(margin.value).minus(usual.value).toFixed() };
}

const BY_RULE: Record<string, ContractType> = {
  'fee.retainer': 'retainer',
  'fee.fixed': 'fixed-fee',
  'holdback.release': 'holdback',
  'advance.made': 'advance',
};
const BY_KIND: Record<string, ContractType> = {
  time: 'time-and-materials',
  expense: 'expenses',
  milestone: 'milestone',
};

function contractTypesOf({ parts, lines }: Billed): Fact<ContractType[]> {
  const bare = lines.filter(({ id }) => !parts.some(({ line }) => line === id));
  const types = [
    ...parts.map(({ kind, rule }) => BY_RULE[rule] ?? BY_KIND[kind] ?? 'other'),
    ...bare.map((line) => (line.down_payment ? 'advance' : line.holdback ? 'holdback' : 'other')),
  ];
  return types.length ? { value: [...new Set(types)].sort() } : { unreadable: 'the invoice has no lines.' };
}
