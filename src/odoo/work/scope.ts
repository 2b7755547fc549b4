import type { WorkScope } from '../../billing/ports.ts';
import type { Day } from '../../rules/entry.ts';
import type { Domain } from '../api.ts';

/** The scope with its period closed: without `from` it begins with the month of `to`. */
export interface Period {
  from: Day;
  to: Day;
}

export function periodOf(scope: WorkScope): Period {
  return { from: scope.from ?? `${scope.to.slice(0, 8)}01`, to: scope.to };
}

/** Limits to companies, customers, orders and projects; the paths say how a model reaches each. */
export function limits(
  scope: WorkScope,
  path: { company: string; customer: string; order: string; project?: string },
): Domain {
  const one = (field: string | undefined, ids: number[] | undefined): Domain =>
    field && ids?.length ? [[field, 'in', ids]] : [];
  return [
    ...one(path.company, scope.companyIds),
    ...one(path.customer, scope.customerIds),
    ...one(path.order, scope.orderIds),
    ...one(path.project, scope.projectIds),
  ];
}
