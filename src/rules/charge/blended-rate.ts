import { termsText } from '../terms/in-force.ts';
import { amountWords } from '../words.ts';
import { agreed, changed } from './charge.ts';
import { perLineUnit } from './per-line-unit.ts';
import { roleOf } from './role.ts';
import type { ChargeStep } from './step.ts';
import { forEachCharge } from './step.ts';

const id = 'terms.blended-rate';

/** One price for everybody's time, or for everybody's in the roles it names. */
export const blendedRate: ChargeStep = {
  id,
  section: 'blendedRate',
  apply: (charges) =>
    forEachCharge(charges, id, (charge) => {
      const found = agreed(charge, 'blendedRate');
      if (!found || charge.entry.kind !== 'time') return charge;
      const { section, from } = found;
      const role = roleOf(charge);
      if (section.roles && (role === undefined || !section.roles.includes(role))) return charge;
      const words = `blended rate ${amountWords(section.rate, charge.order.currency)} per ${section.per}, ${termsText(from)}`;
      return changed(charge, id, words, { unitPrice: perLineUnit(section, charge) });
    }),
};
