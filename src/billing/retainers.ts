import type { Statement } from '../rules/retainer/statement.ts';
import type { BillingOdoo, WorkScope } from './ports.ts';
import { propose } from './propose.ts';

/** The balance of every retainer the scope's work may draw on, as a billing run up to that day would have it. Writes nothing. */
export async function retainerBalances(odoo: BillingOdoo, scope: WorkScope): Promise<Statement[]> {
  const evaluations = propose(await odoo.collectWork(scope), scope.to);
  return evaluations.flatMap(({ retainers = [] }) => retainers);
}

/** A row of a table for each movement. */
export const movementRows = ({ name, unit, movements, notBilled }: Statement): object[] =>
  movements.map(({ day, kind, amount, balance, what, entry }) => ({
    agreement: name,
    day,
    movement: kind,
    amount,
    balance,
    unit,
    what,
    notBilled: notBilled.join(', '),
    ...(entry && { entry }),
  }));
