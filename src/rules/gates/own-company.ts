import type { Order } from '../entry.ts';
import type { PricedLine } from '../proposal/line.ts';
import type { Gate, Stop } from './gate.ts';

/** Product, project and taxes of a line belong to the company that invoices it, or to all companies. */
export const ownCompany: Gate = { id: 'line.own-company', hold: otherCompany };

export function otherCompany({ line }: Pick<PricedLine, 'line'>, { name, company, facts }: Order): Stop | undefined {
  const others = facts?.lines.find(({ id }) => id === line.id)?.others ?? [];
  if (others.length === 0) return undefined;
  const words = `Order ${name} is of ${company.name}, and its line “${line.name}” has ${others.join(', ')}`;
  return {
    reason: `${words}.`,
    case: {
      kind: 'data-quality',
      code: 'line.other-company',
      severity: 'high',
      cause: `sale.order.line,${line.id}`,
      title: `Of another company: ${line.name} on ${name}`,
      detail: `${words}.`,
      nextStep: `Give the line a product, a project and taxes of ${company.name}, then run again.`,
    },
  };
}
