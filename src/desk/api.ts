import { json, Router } from 'express';
import { z } from 'zod/v4';
import type { DecisionRecord } from '../approvals/request.ts';
import { asJson, bearer, fewWrongTokens } from './bearer.ts';
import type { Context } from './context.ts';
import { given } from '../rules/given.ts';
import { offered } from './channels.ts';
import { sendDigest } from './digest.ts';
import { replay } from './events/replay.ts';
import { DeskError } from './errors.ts';
import { rewake } from './jobs/wake.ts';
import { outcomeOf } from './outcome.ts';
import { remind } from './reminders.ts';
import { requestApproval } from './request-approval.ts';
import { shown } from './shown.ts';
import { deliveryLog } from './store/events.ts';
import { findDecision } from './store/decisions.ts';
import { findRequest, type StoredRequest } from './store/requests.ts';
import { subscribe, unsubscribe } from './store/subscriptions.ts';
import { insertWait } from './store/waits.ts';

const ask = z.strictObject({
  invoiceId: z.int().positive(),
  approvers: z.array(z.email()).min(1).max(50),
  note: z.string().max(1000).optional(),
  channels: z.array(z.string()).max(10).optional(),
});
const waiting = z.strictObject({ url: z.url({ protocol: /^https?$/ }), until: z.iso.datetime() });
const subscription = z.strictObject({ url: z.url({ protocol: /^https?$/ }) });

const WEEK = /^\d{4}-W(0[1-9]|[1-4]\d|5[0-3])$/;
const reminding = z
  .strictObject({
    gaps: z
      .array(
        z.strictObject({
          employeeId: z.int().positive(),
          week: z.string().regex(WEEK, 'write an ISO week, e.g. 2026-W07'),
        }),
      )
      .max(20_000)
      .optional(),
    from: z.iso.date().optional(),
    to: z.iso.date().optional(),
    toleranceHours: z
      .string()
      .regex(/^\d+(\.\d+)?$/, 'write hours as a plain number, e.g. 1.5')
      .default('0'),
    managerAfterDays: z.int().min(1).max(30).optional(),
    dryRun: z.boolean().default(false),
  })
  .refine(({ from, to }) => !from || !to || from <= to, { path: ['to'], error: 'is before from' });

const name = z.string().max(50);
const listing = z.strictObject({
  webhook: name.optional(),
  invoice: z.coerce.number().int().positive().optional(),
  open: z.stringbool().optional(),
  limit: z.coerce.number().int().min(1).max(1000).default(100),
});
const replaying = z.strictObject({
  webhook: name,
  again: z.union([
    z.strictObject({ event: z.string().max(100) }),
    z.strictObject({ from: z.iso.date(), to: z.iso.date() }),
  ]),
});

/** The REST API for the nodes, behind a bearer token. */
export function apiRoutes(context: Context, token: string): Router {
  const { sql, now } = context;
  const router = Router();
  router.use(fewWrongTokens(), bearer(token, "Enter the desk's DESK_API_TOKEN in the n8n credential."));
  // Everybody's weeks.
  router.use('/reminders', json({ limit: '2mb' }));
  router.use(json({ limit: '100kb' }));

  router.post('/requests', async (req, res) => {
    const { note, channels, ...body } = parse(ask, req.body);
    const request = await requestApproval(context, { ...body, ...(note && { note }), ...(channels && { channels }) });
    res.status(request.existing ? 200 : 201).json(request);
  });
  router.get('/channels', (_req, res) => {
    res.json({ channels: offered(context) });
  });
  router.get('/requests/:id', async (req, res) => {
    res.json({ ...shown(await requestOf(context, req.params.id), context), existing: true });
  });
  router.get('/requests/:id/outcome', async (req, res) => {
    res.json(await outcomeOf(context, await requestOf(context, req.params.id)));
  });
  router.post('/requests/:id/waits', async (req, res) => {
    const request = await requestOf(context, req.params.id);
    const { url, until } = parse(waiting, req.body);
    await context.outbox(async (tx, send) => {
      await insertWait(tx, request.id, url, new Date(until), now());
      // It may have been decided before anybody waited.
      await send('resume', { requestId: request.id });
    });
    res.sendStatus(204);
  });
  router.post('/reminders', async (req, res) => {
    const {
      managerAfterDays = context.reminders.managerAfterDays,
      gaps,
      from,
      to,
      ...limits
    } = parse(reminding, req.body);
    const asked = { managerAfterDays, ...limits, ...given({ gaps, from, to }) };
    res.json({ reminders: await remind(context, asked) });
  });
  router.post('/digests', async (req, res) => {
    // n8n sends no body where it is empty.
    parse(z.strictObject({}), req.body ?? {});
    res.json({ digests: await sendDigest(context) });
  });
  router.get('/events', async (req, res) => {
    const { invoice, ...rest } = parse(listing, req.query);
    res.json({
      webhooks: context.publish?.webhooks.map(({ name }) => name) ?? [],
      deliveries: await deliveryLog(sql, { invoiceId: invoice, ...rest }),
    });
  });
  router.post('/events/replays', async (req, res) => {
    res.json({ events: await replay(context, parse(replaying, req.body)) });
  });
  router.get('/decisions/:id', async (req, res) => {
    res.json(await decisionRecord(context, req.params.id));
  });
  router.post('/subscriptions', async (req, res) => {
    const made = await subscribe(sql, parse(subscription, req.body).url, now());
    // Decisions taken while nobody listened are for the first who comes.
    await rewake(context);
    res.status(201).json(made);
  });
  router.delete('/subscriptions/:id', async (req, res) => {
    if (!isUuid(req.params.id) || !(await unsubscribe(sql, req.params.id))) {
      throw new DeskError(404, 'There is no such subscription.', 'Nothing is left to do: it is gone.');
    }
    res.sendStatus(204);
  });
  router.use(() => {
    throw new DeskError(404, 'The desk has no such address.', "See the desk's API in its documentation.");
  });
  router.use(asJson);
  return router;
}

async function requestOf({ sql }: Context, id: string): Promise<StoredRequest> {
  const request = isUuid(id) && (await findRequest(sql, id));
  if (request) return request;
  throw new DeskError(404, 'There is no such approval request.', 'Use the id the desk gave for it.');
}

async function decisionRecord({ sql }: Context, id: string): Promise<DecisionRecord> {
  const kept = isUuid(id) ? await findDecision(sql, id) : undefined;
  const request = kept && (await findRequest(sql, kept.requestId));
  if (!kept || !request) throw new DeskError(404, 'There is no such decision.', 'Use the id the desk woke you with.');
  if (kept.state !== 'recorded' || kept.odooId === null || !kept.settles) {
    const message =
      kept.state === 'kept'
        ? 'The decision is not in Odoo yet.'
        : kept.state === 'recorded'
          ? 'Others still have to decide.'
          : 'The decision counts for nothing.';
    throw new DeskError(409, message, 'Do nothing: the desk wakes its subscribers once Odoo has a decision.');
  }
  const by = request.approvers.find(({ userId }) => userId === kept.userId);
  return {
    id,
    requestId: kept.requestId,
    invoiceId: request.invoiceId,
    invoiceName: request.facts.name,
    orderName: request.facts.origin,
    untaxed: request.facts.untaxed,
    currency: request.facts.currency,
    outcome: kept.outcome,
    by: by?.name ?? '',
    channel: kept.channel,
    reason: kept.reason,
    at: kept.decidedAt.toISOString(),
    odooDecisionId: kept.odooId,
  };
}

function parse<T>(schema: z.ZodType<T>, body: unknown): T {
  const { data, error } = schema.safeParse(body);
  if (error) throw new DeskError(400, 'The request has the wrong form.', z.prettifyError(error));
  return data;
}

function isUuid(text: string): boolean {
  return z.uuid().safeParse(text).success;
}
