import type { Seat } from '../../approvals/chain/chain.ts';
import { askedIn } from '../../approvals/chain/chain.ts';
import { instant, via } from '../format.ts';
import type { StoredRequest } from '../store/requests.ts';
import { name } from './text.ts';

type Asked = Pick<StoredRequest, 'route' | 'chain' | 'approvers' | 'decisions'>;

/** Who was asked, who decides next, and what was decided on the way. */
export function stepsInWords(request: Asked): string[] {
  const { chain, route, approvers } = request;
  const [only, ...more] = chain.steps;
  const handedOn = only?.seats.some(({ holders }) => holders.some((holder) => holder.how === 'delegated'));
  if (!route.policy && !route.signIn && only && more.length === 0 && !handedOn) {
    const names = approvers.map((each) => name(each.name)).join(', ');
    return [
      approvers.length === 1 ? `Named to decide: ${names}.` : `Named to decide: ${names}. One of them is enough.`,
    ];
  }
  return chain.steps.map(({ name: step }, index) => `${index + 1}. ${name(step)}: ${inStep(request, index)}`);
}

function inStep({ chain, approvers, decisions }: Asked, index: number): string {
  const step = chain.steps[index];
  if (!step) return '';
  const who = (userId: number) => name(approvers.find((one) => one.userId === userId)?.name ?? 'somebody else');
  const taken = decisions
    .filter((one) => one.step === index)
    .map(({ by, outcome, decidedAt, channel, seat }) => {
      const instead = seat === by.userId ? '' : `, in the place of ${who(seat)},`;
      return `${name(by.name)}${instead} ${outcome} it ${instant(decidedAt)} ${via(channel)}.`;
    });
  if (step.state === 'waiting') return 'asked after that.';
  const open = askedIn(chain, index);
  if (open.length === 0) return taken.join(' ') || 'nothing to decide any more.';
  const left = step.need === 'all' ? step.seats.length - taken.length : step.need - taken.length;
  const names = open.map((userId) => `${who(userId)}${how(step.seats, userId, who)}`).join(', ');
  const enough = open.length === 1 ? '' : left === 1 ? ' One of them is enough.' : ` ${left} of them have to approve.`;
  return [...taken, `${taken.length ? 'Waits for' : 'waits for'} ${names}.${enough}`].join(' ');
}

/** Why somebody is asked whom the policy does not name first. */
function how(seats: Seat[], userId: number, who: (userId: number) => string): string {
  for (const { of, holders } of seats) {
    const holder = holders.find((one) => one.userId === userId);
    if (!holder || holder.how === 'asked') continue;
    if (holder.how === 'delegated') return ` (handed on by ${who(of)})`;
    if (holder.how === 'escalated') return ` (because the time of ${who(of)} is over)`;
    return of === userId ? ' (in the place of somebody away)' : ` (in the place of ${who(of)})`;
  }
  return '';
}

/** Who can decide at this moment: `Bob Boss and Cleo Controller`. */
export function waitsFor({ approvers }: Pick<StoredRequest, 'approvers'>): string {
  const names = approvers.filter(({ asked }) => asked).map((each) => name(each.name));
  const last = names.at(-1) ?? 'the next step';
  return names.length > 1 ? `${names.slice(0, -1).join(', ')} and ${last}` : last;
}
