import { adjustmentWords } from '../charge/adjustments.ts';
import type { CaseSpec } from '../case.ts';
import type { Entry, Order } from '../entry.ts';
import { isMeant, sectionOf } from '../terms/in-force.ts';
import type { Agreed } from '../terms-for.ts';
import type { Piece } from './due.ts';

/** Whether a piece of the agreed fixed fee is billed for this milestone. */
export function feeIsBilledFor(terms: Agreed | undefined, { kind, id, description }: Entry): boolean {
  const fee = kind === 'milestone' && terms ? sectionOf(terms, 'fixedFee')?.section : undefined;
  if (!fee) return false;
  const rows = fee.schedule ?? [];
  return (
    fee.progress === 'milestones' ||
    rows.some(({ milestone }) => milestone && isMeant(milestone, { id, name: description }))
  );
}

/** Why a piece of a fee waits: somebody adjusted the milestone it is billed for. Of a fee nothing but a hold is heeded. */
export function adjustedPiece({ label, milestone }: Piece, order: Order): CaseSpec | undefined {
  const { adjustments = [], name = '' } = milestone ?? {};
  if (adjustments.length === 0) return undefined;
  const made = adjustments.map(adjustmentWords).join('; ');
  const isHeld = adjustments.every(({ kind }) => kind === 'hold');
  const detail = `${label} is billed for milestone ${name}: ${made}.`;
  return {
    kind: 'policy',
    code: isHeld ? 'adjustment.hold' : 'adjustment.not-allowed',
    severity: isHeld ? 'medium' : 'high',
    cause: `sale.order,${order.id}`,
    title: isHeld ? `Work held back on ${order.name}` : `A fee can’t be adjusted: ${label}, ${order.name}`,
    detail: isHeld ? detail : `${detail} What is given up of a fee belongs into its order line or terms.`,
    nextStep: isHeld
      ? 'Release it in Odoo under Billing → Adjustments once the reason is gone; the next run bills it.'
      : 'Withdraw the adjustment in Odoo under Billing → Adjustments; to charge less, change the order line and the terms.',
  };
}
