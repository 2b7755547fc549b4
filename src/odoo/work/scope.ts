import type { WorkScope } from '../../billing/ports.ts';
import type { Day } from '../../rules/entry.ts';
import type { Domain } from '../api.ts';
import { coveredBy, ofCompanies } from './agreements.ts';
import type { Coverage, Paths } from './agreements.ts';

/** The scope with its period closed: without `from` it begins with the month of `to`. */
export interface Period {
  from: Day;
  to: Day;
}

export function periodOf(scope: WorkScope): Period {
  return { from: scope.from ?? `${scope.to.slice(0, 8)}01`, to: scope.to };
}

/** A scope whose agreements are looked up. */
export interface Scope extends WorkScope {
  covered?: Coverage[];
}

/** Nothing where no ids are given. */
export const among = (field: string, ids: number[] | undefined): Domain => (ids?.length ? [[field, 'in', ids]] : []);

/** Limits to companies, customers, orders, projects and what agreements are about; all of them hold together. */
export function limits(scope: Scope, path: Paths): Domain {
  return [
    ...(scope.companyIds?.length ? ofCompanies(path, scope.companyIds) : []),
    ...among(path.customer, scope.customerIds),
    ...among(path.order, scope.orderIds),
    ...among(path.project, scope.projectIds),
    ...(scope.withoutOrder ? [[path.order, '=', false] as [string, string, unknown]] : []),
    ...(scope.covered ? coveredBy(scope.covered, path) : []),
  ];
}
