import type { Fact, RiskFacts } from '../../src/approvals/policy/facts.ts';
import type { Route } from '../../src/approvals/policy/route.ts';
import type { ContractType } from '../../src/approvals/policy/schema.ts';

type Said<T> = T | { unreadable: string };

/** An invoice as a controller writes it; what is left out is ordinary. */
export interface WrittenInvoice {
  amount?: Said<number>;
  currency?: string;
  margin?: Said<number>;
  variance?: Said<number>;
  changes?: string[];
  findings?: { code: string; message: string }[];
  work?: ContractType[];
  customer?: string[];
  company?: Said<string>;
  newCustomer?: boolean;
}

const fact = <T, Value>(said: Said<T>, value: (said: T) => Value): Fact<Value> =>
  typeof said === 'object' && said !== null && 'unreadable' in said ? said : { value: value(said as T) };

export function factsOf(invoice: WrittenInvoice = {}): RiskFacts {
  const { amount = 5000, currency: code = 'EUR', margin = 40, variance = 2, company = 'Firm' } = invoice;
  const { changes = [], findings = [], work = ['time-and-materials'], customer = ['Northwind'] } = invoice;
  return {
    amount: fact(amount, (value) => ({ amount: String(value), currency: { code, digits: 2 } })),
    margin: fact(margin, String),
    marginVariance: fact(variance, String),
    changes: { value: changes },
    findings: { value: findings },
    contractTypes: { value: work },
    newCustomer: { value: invoice.newCustomer ?? false },
    customers: { value: customer.map((name, index) => ({ id: 100 + index, name })) },
    company: fact(company, (name) => ({ id: 1, name })),
  };
}

/** `to Project manager + Salesperson, then Finance by “Above ten thousand”`. */
export function routeWords(route: Route): string {
  if (route.is === 'straight-through') return `straight through by “${route.row}”`;
  const steps = route.steps.reduce(
    (words, { name, starts }) => (words ? `${words}${starts === 'with' ? ' + ' : ', then '}${name}` : name),
    '',
  );
  return `to ${steps}${route.row === undefined ? '' : ` by “${route.row}”`}`;
}
