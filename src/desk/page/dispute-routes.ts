import { randomUUID } from 'node:crypto';
import { type Request, type Response, Router, urlencoded } from 'express';
import { z } from 'zod/v4';
import { messageOf, rolledBack } from '../../billing/failure.ts';
import type { InvoiceFacts } from '../../billing/ports.ts';
import { DISPUTABLE, DISPUTE_REASONS } from '../../rules/collections/receivable.ts';
import { given } from '../../rules/given.ts';
import type { Context } from '../context.ts';
import { within } from '../patience.ts';
import type { Cookies } from '../signin/cookies.ts';
import { disputedPage, type DisputeForm, disputePage } from './dispute.ts';
import * as outcome from './outcome.ts';
import { asPage, perMinute, REQUESTS_PER_MINUTE } from './routes.ts';
import { textOf, WRONG_LENGTH } from './say.ts';
import { doorkeeper, type Visitor } from './visitor.ts';

const PATIENCE_MS = 25_000;
const id = z.coerce.number().int().positive();
const reasons = z.enum(Object.keys(DISPUTE_REASONS) as [keyof typeof DISPUTE_REASONS]);

/**
 * A dispute by somebody who is signed in, about any posted invoice of their companies. Odoo writes it down with their rights,
 * and refuses who has none; opening the page does nothing.
 */
export function disputeRoutes(context: Context, cookies: Cookies): Router {
  const { odoo, log } = context;
  const arrive = doorkeeper(context, cookies);

  /** Undefined where the answer is given already. What is none of one's business is as unknown as what does not exist. */
  async function invoiceFor(visitor: Visitor, req: Request, res: Response): Promise<InvoiceFacts | undefined> {
    const { you, person } = visitor;
    const asked = id.safeParse(req.params['id']);
    if (!asked.success) return void res.status(404).send(outcome.unknown());
    if (!person) return void res.status(503).send(outcome.notYet('Odoo can’t be reached at the moment.', you));
    const invoice = await within(PATIENCE_MS, odoo.invoice(asked.data)).catch((error: unknown) => {
      log.warn({ err: error }, 'An invoice that is disputed could not be read');
      return undefined;
    });
    const concerned = person.mayApprove || person.prepares || person.controls;
    const theirs = invoice && person.companyIds.includes(invoice.company.id);
    if (concerned && theirs && invoice.state === 'posted' && invoice.moveType === 'out_invoice') return invoice;
    const why = `There is no posted invoice ${String(asked.data)} of a company you may act for.`;
    return void res.status(404).send(outcome.nothingForYou(why, you));
  }

  const router = Router();
  router.use('/invoices', perMinute(REQUESTS_PER_MINUTE), (_req, res, next) => {
    res.set({ 'Cache-Control': 'no-store', 'X-Robots-Tag': 'noindex' });
    next();
  });

  router.get('/invoices/:id/dispute', async (req, res) => {
    const visitor = await arrive(req, res);
    const invoice = visitor && (await invoiceFor(visitor, req, res));
    if (!visitor || !invoice) return;
    const empty = { key: randomUUID(), reason: '', amount: '', text: '', raisedBy: '' };
    res.send(disputePage(visitor.you, invoice, empty));
  });

  router.post('/invoices/:id/dispute', urlencoded({ extended: false, limit: '16kb' }), async (req, res) => {
    const visitor = await arrive(req, res);
    const invoice = visitor && (await invoiceFor(visitor, req, res));
    if (!visitor || !invoice) return;
    const field = (name: string) => String(req.body?.[name] ?? '').trim();
    const filled: DisputeForm = {
      key: z.uuid().catch(randomUUID()).parse(req.body?.key),
      reason: field('reason'),
      amount: field('amount'),
      text: field('text'),
      raisedBy: field('raisedBy').slice(0, 200),
    };
    const again = (problem: string) => void res.status(422).send(disputePage(visitor.you, invoice, filled, problem));
    const reason = reasons.safeParse(filled.reason);
    const said = textOf(req.body);
    if (!reason.success) return again('Choose what it is about.');
    if (filled.amount && !DISPUTABLE.test(filled.amount))
      return again('Write the amount as a plain number, such as 270.00.');
    if (!said) return again(WRONG_LENGTH);
    try {
      const opened = await within(
        PATIENCE_MS,
        odoo.openDispute({
          key: `desk:${filled.key}`,
          invoiceId: invoice.id,
          reason: reason.data,
          said,
          personId: visitor.you.userId,
          ...given({ amount: filled.amount || undefined, raisedBy: filled.raisedBy || undefined }),
        }),
      );
      res.send(disputedPage(visitor.you, opened, invoice.url));
    } catch (error) {
      if (rolledBack(error)) return again(messageOf(error));
      log.warn({ err: error }, 'A dispute could not be written down');
      again('Odoo gave no answer. Press the button again: it is written down once.');
    }
  });
  router.use('/invoices', asPage);
  return router;
}
