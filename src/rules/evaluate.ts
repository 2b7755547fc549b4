import { evaluateAdvance } from './advances/evaluate.ts';
import { mergeCases, openCase } from './case.ts';
import { chargeAll } from './charge/charge-all.ts';
import type { Outcome } from './charge/charge-all.ts';
import { runOf } from './charge/run.ts';
import type { Run } from './charge/step.ts';
import { countedTogether } from './counted-together.ts';
import type { Day, Order, Work } from './entry.ts';
import { heldBack, passGates } from './gates/pass.ts';
import type { Passage } from './gates/pass.ts';
import { given } from './given.ts';
import { invoicesOf } from './format/invoices.ts';
import { layOut } from './format/lay-out.ts';
import type { Layout, Layouts } from './format/layout.ts';
import { layoutOf } from './format/layout.ts';
import { groupBy } from './group.ts';
import { inTurn } from './holdback/in-turn.ts';
import { openHoldbacks } from './holdback/open.ts';
import { identityOf } from './identity.ts';
import { judge } from './judge.ts';
import { isCharge, partsOf } from './part.ts';
import { countedOn } from './proposal/counted-on.ts';
import { pricedLines } from './proposal/line.ts';
import { withProposals } from './proposal/of.ts';
import { propose } from './proposal/propose.ts';
import type { RetainerReport } from './retainer/report.ts';
import type { CaseDraft, Evaluation, Part } from './verdict.ts';

const NO_GATES: Passage = { passed: [], held: new Map(), cases: [] };

/**
 * What becomes of every part of the work, and the invoice it makes. Free of effects; `today` sets deadlines, and the exchange rate where terms
 * say that the invoice's day decides.
 *
 * Quantities are exact; money is rounded half up, once per line and, where the company does so, once for all lines. Where hours or money don't add up, or Odoo counts
 * otherwise, nothing is proposed: everything billable is held, in one case that names the numbers.
 *
 * @throws TypeError where a quantity or a price is no number
 */
export function evaluate(work: Work, today: Day): Evaluation {
  const [evaluation] = evaluateAll([work], today);
  return evaluation as Evaluation;
}

/**
 * The same for all work of one run: agreed caps, tiers and overtime are counted across its orders.
 *
 * @throws TypeError where a quantity or a price is no number
 */
export const evaluateAll = (works: readonly Work[], today: Day): Evaluation[] => evaluateOf(runOf(works, today), works);

/** The same for some work of a run: all that counts together with any of it is among it. */
export function evaluateOf(run: Run, works: readonly Work[]): Evaluation[] {
  const evaluations: Evaluation[] = [];
  for (const group of countedTogether(works)) {
    const together = group.map((index) => works[index] as Work);
    for (const [at, evaluation] of evaluateTogether({ ...run, works: together, retainers: [] }).entries())
      evaluations[group[at] as number] = evaluation;
  }
  return countedOn({ ...run, works }, evaluations);
}

function evaluateTogether(run: Run): Evaluation[] {
  const { works, today } = run;
  const outcomes = chargeAll(works.map(judge), run);
  const about = groupBy(run.retainers, ({ work }) => work);
  const billing = { works, outcomes: outcomes.flat(), today };
  return inTurn(works, (work, index) => {
    const { order, advance } = work;
    if (order && advance) return evaluateAdvance(work, order, advance, billing);
    return conclude(work, outcomes[index] ?? [], about.get(index) ?? [], today);
  });
}

function conclude(work: Work, outcomes: Outcome[], retainers: readonly RetainerReport[], today: Day): Evaluation {
  const { order } = work;
  const judged = partsAndCases(outcomes, work, today);
  const layouts = layoutsOf(outcomes, judged.parts);
  const gates = order ? throughGates(judged.parts, layouts, order, work, today) : NO_GATES;
  const parts = judged.parts.map((part) => gates.held.get(part) ?? part);
  const proposals = order ? propose(work, order, gates.passed, parts, layouts) : [];
  const identity = identityOf(work, parts, ...proposals);
  const about = {
    period: work.period,
    ...given({ orderId: order?.id, orderName: order?.name, customer: order?.customer }),
    ...(retainers.length > 0 && { retainers: retainers.map(({ statement }) => statement) }),
  };
  const cases = [
    ...judged.cases,
    ...gates.cases,
    ...retainerCases(retainers, work, today),
    ...openHoldbacks(work, today),
  ];
  if (identity.holds) return withProposals({ ...about, parts, cases: mergeCases(cases), identity }, proposals);

  const reason = 'The numbers of this order don’t add up, so nothing of it is billed.';
  const held = parts.map((part) => (part.verdict === 'bill' ? heldBack(part, 'identity', reason) : part));
  return {
    ...about,
    parts: held,
    cases: mergeCases([...cases, broken(identity.breaks, identity.money.value, work, today)]),
    identity: { ...identity, rows: identityOf(work, held).rows },
  };
}

function partsAndCases(outcomes: Outcome[], { order }: Work, today: Day): { parts: Part[]; cases: CaseDraft[] } {
  const parts = partsOf(outcomes, order);
  const cases: CaseDraft[] = [];
  for (const [index, { entry, ruling }] of outcomes.entries()) {
    if (!ruling.case) continue;
    const [amount, projectId] = [parts[index]?.value ?? '0', entry.project?.id];
    cases.push(openCase(ruling.case, { record: entry.key, amount, today, order, projectId }));
  }
  return { parts, cases };
}

function layoutsOf(outcomes: Outcome[], parts: Part[]): Layouts {
  const layouts = new Map<Part, Layout>();
  for (const [index, outcome] of outcomes.entries()) {
    const layout = isCharge(outcome) ? layoutOf(outcome) : undefined;
    if (layout) layouts.set(parts[index] as Part, layout);
  }
  return layouts;
}

function retainerCases(retainers: readonly RetainerReport[], { order }: Work, today: Day): CaseDraft[] {
  return retainers
    .flatMap(({ cases }) => cases)
    .map(({ amount, ...spec }) => openCase(spec, { record: spec.cause ?? spec.code, amount, today, order }));
}

function throughGates(parts: Part[], layouts: Layouts, order: Order, work: Work, today: Day): Passage {
  const billable = parts.filter(({ verdict }) => verdict === 'bill');
  const invoiceOf = invoicesOf(billable, layouts, order);
  return passGates(pricedLines(order, billable, invoiceOf), order, work, today, (open) => layOut(open, layouts));
}

function broken(breaks: string[], amount: string, { order }: Work, today: Day): CaseDraft {
  const where = order ? `order ${order.name}` : 'work without an order';
  return openCase(
    {
      kind: 'technical',
      code: 'identity.broken',
      severity: 'high',
      title: `Hours or money don’t add up: ${where}`,
      detail: breaks.join('\n'),
      nextStep:
        'Run again: someone may have worked in Odoo meanwhile. If it stays, hand this text to the administrator.',
    },
    { record: order ? `sale.order,${order.id}` : 'work without an order', amount, today, order },
  );
}
