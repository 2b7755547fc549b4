import type { Request, Response } from 'express';
import { html } from 'htm/preact';
import { z } from 'zod/v4';
import { mendOf, messageOf, notSetUp, rolledBack } from '../../billing/failure.ts';
import type { InvoiceFacts } from '../../billing/ports.ts';
import type { Context } from '../context.ts';
import { within } from '../patience.ts';
import { FORM_FIELD } from '../signin/forms.ts';
import * as outcome from './outcome.ts';
import { formField } from './signed-in.ts';
import type { Visitor } from './visitor.ts';

/** How long somebody at a page waits for Odoo. */
export const PATIENCE_MS = 25_000;

const id = z.coerce.number().int().positive();

/** Undefined where the answer is given already. What is none of one's business is as unknown as what does not exist. */
export async function invoiceFor(
  { odoo, log }: Context,
  visitor: Visitor,
  state: 'draft' | 'posted',
  req: Request,
  res: Response,
): Promise<InvoiceFacts | undefined> {
  const { you, person } = visitor;
  const asked = id.safeParse(req.params['id']);
  if (!asked.success) return void res.status(404).send(outcome.unknown());
  const found = person && (await within(PATIENCE_MS, odoo.invoice(asked.data)).catch((error: Error) => error));
  if (!found || (found instanceof Error && !rolledBack(found))) {
    if (found) log.warn({ err: found }, 'An invoice could not be read');
    return noAnswer(visitor, req, res, found ?? visitor.trouble);
  }
  const concerned = person.mayApprove || person.prepares || person.controls;
  const invoice = found instanceof Error ? undefined : found;
  const theirs = invoice && person.companyIds.includes(invoice.company.id);
  if (concerned && theirs && invoice.state === state && invoice.moveType === 'out_invoice') return invoice;
  const why = `There is no ${state} invoice ${String(asked.data)} of a company you may act for.`;
  return void res.status(404).send(outcome.nothingForYou(why, you));
}

/**
 * Odoo can't be asked, or did not say what it did: what was filled in stays on the page, to be sent again as it was.
 *
 * @param error what came instead; what somebody has to mend first is said
 */
export function noAnswer({ you }: Visitor, req: Request, res: Response, error: unknown): undefined {
  const filled = Object.entries((req.body ?? {}) as Record<string, unknown>).filter(([name]) => name !== FORM_FIELD);
  const fields = filled.flatMap(([name, value]) => [value].flat().map((each) => [name, String(each)]));
  const below = html`<form method="post">
    ${formField(you.token)} ${fields.map(([name, value]) => html`<input type="hidden" name=${name} value=${value} />`)}
    <button class="primary">Send it again</button>
  </form>`;
  const isForm = req.method === 'POST';
  const kept = 'What you filled in is kept on this page.';
  const page = notSetUp(error)
    ? outcome.notice(
        'bad',
        'Odoo can’t do that as it is set up',
        [whyOf(error), isForm && `Nothing was done. ${kept} Send it again once that is mended.`],
        { you, below: isForm && below },
      )
    : isForm
      ? outcome.notice('plain', 'Odoo gave no answer', [`${kept} Send it again in a minute: it is done once.`], {
          ...{ you, below, mark: '⧗' },
        })
      : outcome.notYet('Odoo can’t be reached at the moment.', you);
  res.status(503).send(page);
  return undefined;
}

/** Why it was not done, in Odoo's words; undefined where nobody knows whether it was. */
export function whyNot(error: unknown): string | undefined {
  return rolledBack(error) ? messageOf(error) : notSetUp(error) ? whyOf(error) : undefined;
}

const whyOf = (error: unknown): string => [messageOf(error), mendOf(error)].filter(Boolean).join(' ');
