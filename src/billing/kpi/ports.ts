import type { KpiFacts, Period } from '../../rules/kpi/life.ts';
import type { BillingOdoo } from '../ports.ts';

/** What Odoo's own records say of a period; what is unbilled, the rules say. */
export type Recorded = Omit<KpiFacts, 'unbilled'>;

export interface KpiScope {
  companyIds?: number[];
}

/** How many cases are open. A kind and severity may come twice: they add up. */
export interface OpenCases {
  kind: string;
  severity: 'low' | 'medium' | 'high';
  count: number;
}

/** What the KPIs need of Odoo. Nothing is written. */
export interface KpiOdoo extends Pick<BillingOdoo, 'collectWork'> {
  recorded(period: Period, scope: KpiScope): Promise<Recorded>;
  openCases(): Promise<OpenCases[]>;
  /** Link to a record, `model,id`, in Odoo's own screen. */
  url(record: string): string;
}
