import type { Expectation } from '../../expectation.ts';
import { deskCredential, odooCredential } from './credentials.ts';
import { nodes, reachable } from './reachable.ts';
import { workflowExpectations } from './workflows.ts';

export const n8nExpectations = async (): Promise<Expectation[]> => [
  reachable,
  nodes,
  odooCredential,
  deskCredential,
  ...(await workflowExpectations()),
];
