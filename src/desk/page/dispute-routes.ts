import { randomUUID } from 'node:crypto';
import { type Router, urlencoded } from 'express';
import { z } from 'zod/v4';
import { DISPUTE_REASONS } from '../../rules/collections/receivable.ts';
import { isAboveZero } from '../../rules/above-zero.ts';
import { given } from '../../rules/given.ts';
import type { Context } from '../context.ts';
import { within } from '../patience.ts';
import type { Cookies } from '../signin/cookies.ts';
import { disputedPage, type DisputeForm, disputePage } from './dispute.ts';
import { invoiceFor, noAnswer, PATIENCE_MS, whyNot } from './invoice-for.ts';
import { textOf, WRONG_LENGTH } from './say.ts';
import { doorkeeper } from './visitor.ts';

const reasons = z.enum(Object.keys(DISPUTE_REASONS) as [keyof typeof DISPUTE_REASONS]);

/**
 * A dispute by somebody who is signed in, about any posted invoice of their companies. Odoo writes it down with their rights,
 * and refuses who has none; opening the page does nothing.
 */
export function disputeRoutes(context: Context, cookies: Cookies, router: Router): void {
  const { odoo, log } = context;
  const arrive = doorkeeper(context, cookies);

  router.get('/invoices/:id/dispute', async (req, res) => {
    const visitor = await arrive(req, res);
    const invoice = visitor && (await invoiceFor(context, visitor, 'posted', req, res));
    if (!visitor || !invoice) return;
    const empty = { key: randomUUID(), reason: '', amount: '', text: '', raisedBy: '' };
    res.send(disputePage(visitor.you, invoice, empty));
  });

  router.post('/invoices/:id/dispute', urlencoded({ extended: false, limit: '16kb' }), async (req, res) => {
    const visitor = await arrive(req, res);
    const invoice = visitor && (await invoiceFor(context, visitor, 'posted', req, res));
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
    if (filled.amount && !isAboveZero(filled.amount))
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
      const why = whyNot(error);
      if (why) return again(why);
      log.warn({ err: error }, 'A dispute could not be written down');
      noAnswer(visitor, req, res, error);
    }
  });
}
