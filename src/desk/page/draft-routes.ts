import { randomUUID } from 'node:crypto';
import { type Response, type Router, urlencoded } from 'express';
import { z } from 'zod/v4';
import { contentHash } from '../../approvals/content.ts';
import type { DraftEdit, InvoiceFacts } from '../../billing/ports.ts';
import { isAboveZero } from '../../rules/above-zero.ts';
import { given } from '../../rules/given.ts';
import type { Context } from '../context.ts';
import { within } from '../patience.ts';
import type { Cookies } from '../signin/cookies.ts';
import { latestRequest } from '../store/requests.ts';
import { VERIFIED } from '../verified.ts';
import { type Act, ACTS, type DraftForm, draftPage } from './draft.ts';
import { invoiceFor, noAnswer, PATIENCE_MS, whyNot } from './invoice-for.ts';
import { textOf, WRONG_LENGTH } from './say.ts';
import { doorkeeper, type Visitor } from './visitor.ts';

/** A line may be of some thousand entries, and each can be ticked. */
const FORM = { extended: false, limit: '1mb', parameterLimit: 20_000 };
const acts = z.enum(Object.keys(ACTS) as [Act]);
const text = z.string().trim().catch('');
const form = z.object({
  key: z.uuid().catch(() => randomUUID()),
  seen: text,
  line: text,
  missing: text,
  act: text,
  quantity: text,
  entry: z.union([z.array(z.string()), z.string().transform((one) => [one])]).catch([]),
  until: text,
  by: text,
  in: text,
  text,
});

/**
 * Work taken off a draft, or priced anew, by somebody who is signed in. Odoo does it as that person, by the rules, limits and
 * guards of its own form; opening the page does nothing.
 */
export function draftRoutes(context: Context, cookies: Cookies, router: Router): void {
  const { odoo, sql, log } = context;
  const arrive = doorkeeper(context, cookies);

  type Said = { done?: string; problem?: string; filled?: DraftForm };
  async function show(res: Response, status: number, { you }: Visitor, invoice: InvoiceFacts, said: Said = {}) {
    const request = await latestRequest(sql, invoice.id);
    const seen = contentHash(invoice.content);
    const fresh = { key: randomUUID(), seen };
    // What somebody filled in on what it was before is theirs to look at again, on what it is now.
    const filled = said.filled && { ...said.filled, ...(said.filled.seen === seen ? {} : fresh) };
    const isAsked = request !== undefined && request.state !== 'rejected';
    res.status(status).send(draftPage({ you, invoice, isAsked, ...said, fresh, ...given({ filled }) }));
  }

  /** Whoever was asked about it is not any more where it reads otherwise now; Odoo's form shows what is still to be said. */
  async function told(invoiceId: number): Promise<void> {
    const request = await latestRequest(sql, invoiceId);
    if (request?.state !== 'open') return;
    await context.outbox(async (_tx, send) => {
      await send('advance', { requestId: request.id });
      await send('odoo', { requestId: request.id });
    });
  }

  router.get('/invoices/:id', async (req, res) => {
    const visitor = await arrive(req, res);
    const invoice = visitor && (await invoiceFor(context, visitor, 'draft', req, res));
    if (visitor && invoice) await show(res, 200, visitor, invoice);
  });

  router.post('/invoices/:id', urlencoded(FORM), async (req, res) => {
    const visitor = await arrive(req, res);
    const invoice = visitor && (await invoiceFor(context, visitor, 'draft', req, res));
    if (!visitor || !invoice) return;
    const filled = form.parse(req.body ?? {});
    const again = (problem: string, now = invoice) => show(res, 422, visitor, now, { problem, filled });
    const asked = editOf(filled);
    if (typeof asked === 'string') return again(asked);
    const edit: DraftEdit = {
      ...asked,
      invoiceId: invoice.id,
      personId: visitor.you.userId,
      verified: VERIFIED.page,
    };
    const fresh = () => within(PATIENCE_MS, odoo.invoice(invoice.id));
    const done = await within(PATIENCE_MS, odoo.editDraft(edit)).catch((error: unknown) => ({ error }));
    if ('error' in done) {
      const why = whyNot(done.error);
      if (why) return again(why, await fresh().catch(() => invoice));
      log.warn({ err: done.error }, 'What became of a change of a draft is not known');
      return noAnswer(visitor, req, res, done.error);
    }
    try {
      await told(invoice.id);
      await show(res, 200, visitor, await fresh(), { done: done.said });
    } catch (error) {
      log.warn({ err: error }, 'A draft that was changed could not be shown');
      noAnswer(visitor, req, res, undefined);
    }
  });
}

type Asked = Omit<DraftEdit, 'invoiceId' | 'personId' | 'verified'>;

/** What the form asks for, as far as it belongs to what is to be done; or what is wrong with it. */
function editOf({
  key,
  seen,
  line,
  missing,
  quantity,
  entry,
  until,
  by,
  in: unit,
  ...form
}: DraftForm): Asked | string {
  const act = acts.safeParse(form.act).data;
  const reason = textOf(form);
  if (!act) return 'Choose what becomes of it.';
  const prices = act === 'write-down' || act === 'write-up';
  if (!prices && quantity && !isAboveZero(quantity)) return 'Write how much as a plain number, such as 1.5.';
  if (act === 'move' && !z.iso.date().safeParse(until).success) return 'Name a day of the period it moves to.';
  if (prices && !isAboveZero(by)) return 'Write by how much as a plain number, such as 10 or 270.00.';
  const lineId = Number(line) || undefined;
  const named = entry.length > 0 ? (lineId ? { entries: entry } : { partIds: entry.map(Number) }) : {};
  // Of the whole invoice Odoo would take all that is missing, that of its lines too.
  if (!lineId && !entry.some(Number)) return 'Tick whose work it is.';
  if (!reason) return WRONG_LENGTH;
  return {
    key,
    seen,
    kind: act === 'move' ? 'hold' : act,
    reason: reason.replace(/\s+/g, ' '),
    isMissing: missing === 'yes',
    ...given({ lineId, until: act === 'move' ? until : undefined }),
    ...(prices
      ? { [unit === 'amount' ? 'amount' : 'percent']: by }
      : { ...given({ quantity: quantity || undefined }), ...named }),
  };
}
