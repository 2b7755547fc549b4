import type { Logger } from 'pino';
import type { ApprovalOdoo } from '../approvals/ports.ts';
import type { BillingEvents } from '../billing/events.ts';
import type { KpiOdoo } from '../billing/kpi/ports.ts';
import type { Channel, BillingOdoo } from '../billing/ports.ts';
import type { DigestPlace, ReminderConfig } from './config.ts';
import type { Sql } from './database.ts';
import type { Webhook } from './events/webhook.ts';
import type { Metrics } from './metrics/metrics.ts';
import type { Outbox, Queue } from './queue.ts';

/** What the desk's use cases and jobs work with. */
export interface Context {
  sql: Sql;
  outbox: Outbox;
  odoo: BillingOdoo;
  approvals: ApprovalOdoo;
  /** How long Odoo has for each answer, where it is not somebody in a chat or at a page who waits. */
  patienceMs?: number;
  now: () => Date;
  log: Logger;
  /** Where anchors of the record go besides the database. */
  anchorsFile?: string | undefined;
  /** Odoo as whoever watches, and which watches the clock runs; undefined where the settings name nobody. */
  watching: { odoo: BillingOdoo; names: readonly string[] } | undefined;
  reminders: ReminderConfig;
  /** Where digests go. */
  digestTo: readonly DigestPlace[];
  /** Odoo as whoever may read all work, for KPIs; undefined where the settings name nobody. */
  measuring?: KpiOdoo | undefined;
  metrics: Metrics;
  /** Jobs that are not done yet. */
  queued: Queue['queued'];
  hurry: Queue['hurry'];
  /** How approvers are asked. */
  channels: Extract<Channel, 'slack' | 'teams' | 'email'>[];
  /** Where people open the desk, without trailing slash; undefined where nobody can sign in to it. */
  desk: () => string | undefined;
  /** Where Odoo hints at decisions submitted in its form, and at what happened to invoices. */
  hintAt: () => string;
  eventHintAt: () => string;
  /** Whom what happens to invoices is told, and who tells the desk; undefined where the settings name nobody. */
  publish?: { webhooks: readonly Webhook[]; events: BillingEvents } | undefined;
}
