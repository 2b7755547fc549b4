import { addon, asShipped, importer, noOtherRights } from './addon.ts';
import { accounting, mailServer, taxes, units } from './company.ts';
import { approvers, preparers } from './people.ts';
import { policy } from './policy.ts';
import { reachable } from './reachable.ts';
import { robots } from './robots.ts';

export const odooExpectations = [
  reachable,
  importer,
  addon,
  asShipped,
  noOtherRights,
  ...robots,
  approvers,
  preparers,
  policy,
  accounting,
  taxes,
  units,
  mailServer,
];
