import { exact } from '../../../money/decimal.ts';
import { lineValue, unlikeWork } from '../../../money/line.ts';
import { dayOf } from '../../days.ts';
import { given } from '../../given.ts';
import { amountWords } from '../../words.ts';
import type { HeldPart } from './books.ts';
import type { DifferenceKind } from './difference.ts';
import { difference, entries, valueOf } from './difference.ts';

/**
 * An invoice line says another amount than the work it bills is worth by the ledger: somebody edited it. Where a controller
 * gave it another price, with a reason, that is on record and no difference.
 */
export const amount: DifferenceKind = {
  code: 'reconcile.amount',
  find: (ledger) =>
    [...ledger.heldOn].flatMap(([lineId, parts]) => {
      const [first] = parts as [HeldPart];
      const invoice = ledger.invoiceOf(first);
      const line = invoice?.lines.find(({ id }) => id === lineId);
      if (!invoice || !line || line.repriced) return [];
      const worth = valueOf(parts);
      const unlike = unlikeWork(line, worth);
      if (!unlike) return [];
      const [says, is, less] = [lineValue(exact(line.quantity), line), worth, unlike].map((each) =>
        amountWords(each.abs(), invoice.currency),
      );
      const [name] = line.name.split('\n');
      return difference({
        code: 'reconcile.amount',
        record: `account.move.line,${lineId}`,
        what: `${invoice.name} bills ${less} ${unlike.gt(0) ? 'more' : 'less'} than its work is worth: ${name}`,
        detail: `The line says ${says}; the ${entries(parts.length)} it bills ${parts.length === 1 ? 'is' : 'are'} worth ${is} by the ledger.`,
        nextStep:
          invoice.state === 'draft'
            ? 'Set the line back to what was drafted, and write the work up, down or off by a billing adjustment instead; or cancel the draft and bill the work anew.'
            : `Credit ${invoice.name} and bill its work anew, written up, down or off by a billing adjustment where that was meant.`,
        since: dayOf(invoice.made),
        amount: unlike.abs(),
        currency: invoice.currency,
        invoice,
        order: ledger.orders.get(first.orderId ?? 0),
        projectId: first.projectId,
        ...(unlike.gt(0) && { credit: given({ orderLineId: line.orderLineId }) }),
      });
    }),
};
