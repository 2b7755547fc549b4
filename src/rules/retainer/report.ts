import type { RetainerCase } from './cases.ts';
import type { Statement } from './statement.ts';

/** What a run found out about an agreement's retainer. */
export interface RetainerReport {
  statement: Statement;
  cases: RetainerCase[];
  /** Index of the work it is told with. */
  work: number;
}
