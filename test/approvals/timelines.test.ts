import { readFileSync } from 'node:fs';
import { DateTime } from 'luxon';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { apply } from '../../src/approvals/chain/apply.ts';
import type { ChainEvent } from '../../src/approvals/chain/apply.ts';
import type { Chain } from '../../src/approvals/chain/chain.ts';
import { freeSeats, stateOf } from '../../src/approvals/chain/chain.ts';
import { startOf } from '../../src/approvals/chain/start.ts';
import type { Member } from '../../src/approvals/people.ts';
import { step as stepSchema } from '../../src/approvals/policy/schema.ts';
import type { PolicyStep, Role } from '../../src/approvals/policy/schema.ts';
import { advance } from '../../src/approvals/time/advance.ts';
import type { World } from '../../src/approvals/time/who-now.ts';
import { able } from '../../src/approvals/time/who-now.ts';

interface WrittenPerson {
  roles?: Role[];
  zone?: string;
  hours?: [weekday: number, from: string, to: string][];
  closed?: [string, string][];
  leave?: [string, string][];
  delegates?: [string, string, string][];
}

type Moment = {
  at: string;
  asked?: string[];
  happens?: Record<string, string>[];
  reminded?: string[];
  stuck?: string[];
  state?: string;
  archived?: string[];
  edited?: string;
  no?: string;
  /** The step that is clicked on, where it is not the one they are asked in. */
  on?: string;
} & Record<string, unknown>;

interface Timeline {
  case: string;
  people?: Record<string, WrittenPerson>;
  denied?: string[];
  steps: Record<string, unknown>[];
  timeline: Moment[];
}

const ZONE = 'Europe/Brussels';
const instant = (local: string): string => DateTime.fromSQL(local, { zone: ZONE }).toUTC().toISO() ?? '';
const file = readFileSync(new URL('timelines/time.yaml', import.meta.url), 'utf8');
const { people: everybody, cases } = parse(file) as { people: Record<string, WrittenPerson>; cases: Timeline[] };
const NAMES = Object.keys(everybody);
const idOf = (name: string): number => NAMES.indexOf(name) + 1;
const nameOf = (id: number): string => NAMES[id - 1] ?? '';
const OFFICE: NonNullable<WrittenPerson['hours']> = [1, 2, 3, 4, 5].flatMap((day): [number, string, string][] => [
  [day, '09:00', '12:30'],
  [day, '13:30', '18:00'],
]);

function memberOf(name: string, written: WrittenPerson): Member {
  const { roles = [], zone = ZONE, hours = OFFICE, closed = [], leave = [], delegates = [] } = written;
  const span = ([from, until]: [string, string]) => ({ from: instant(from), until: instant(until) });
  return {
    userId: idOf(name),
    name,
    email: `${name.toLowerCase()}@firm.test`,
    mayApprove: true,
    companyIds: [1],
    roles,
    groups: [],
    calendar: { zone, hours: hours.map(([weekday, from, to]) => ({ weekday, from, to })), closed: closed.map(span) },
    leaves: leave.map(span),
    delegations: delegates.map(([to, from, until]) => ({ to: idOf(to), ...span([from, until]) })),
  };
}

/** People are written by their names. */
const addressed = (value: unknown): unknown =>
  JSON.parse(JSON.stringify(value), (key, inner: unknown) =>
    key === 'people' ? (inner as string[]).map((name) => `${name.toLowerCase()}@firm.test`) : inner,
  );

function happened(event: ChainEvent, { steps }: Chain): Record<string, string>[] {
  if (event.is !== 'hand-on') return [];
  const how = { 'standing-in': 'stands in', escalated: 'is asked too', delegated: 'was handed on to' }[event.how];
  return [{ [steps[event.step]?.name ?? '']: `${nameOf(event.to)} ${how}` }];
}

test.each(cases.map((one) => [one.case, one] as const))(
  '%s',
  (_, { people = {}, denied = [], steps: said, timeline }) => {
    const steps: PolicyStep[] = said.map((one) => stepSchema.parse(addressed(one)));
    let members = Object.entries({ ...everybody, ...people }).map(([name, written]) => memberOf(name, written));
    let chain = startOf({ is: 'steps', steps, why: [], signIn: false });
    let count = 0;
    for (const moment of timeline) {
      const now = instant(moment.at);
      if (moment.archived) members = members.filter(({ name }) => !moment.archived?.includes(name));
      const world: World = { now, members, may: ({ name }) => !denied.includes(name) };
      let refused: string | undefined;
      const happens = (event: ChainEvent): void => {
        const applied = apply(chain, event);
        if (applied.chain) chain = applied.chain;
        else refused = applied.no;
      };
      if (moment.edited) happens({ is: 'void', why: moment.edited });
      for (const name of NAMES) {
        const does = moment[name] as string | undefined;
        if (!does) continue;
        const userId = idOf(name);
        const open = chain.steps.findIndex(
          ({ state, seats }) =>
            state === 'open' && seats.some(({ holders }) => holders.some((holder) => holder.userId === userId)),
        );
        const first = chain.steps.findIndex(({ state }) => state === 'open');
        const step = moment.on ? chain.steps.findIndex((one) => one.name === moment.on) : Math.max(open, first, 0);
        const [, to] = /^hands on to (\w+)$/.exec(does) ?? [];
        if (!members.some((member) => member.userId === userId)) refused = 'no authority';
        else if (to) {
          happens({ is: 'hand-on', step, seat: userId, from: userId, to: idOf(to), how: 'delegated', at: now });
        } else {
          const id = `decision ${(count += 1)}`;
          happens({ is: 'decide', id, step, userId, outcome: does === 'approves' ? 'approved' : 'rejected', at: now });
          if (!refused) happens({ is: 'recorded', id });
        }
      }
      const advanced = advance(chain, steps, world);
      chain = advanced.chain;
      // What time has brought, it brings once.
      expect(advance(chain, steps, world).events).toEqual([]);
      expect(refused, moment.at).toBe(moment.no);
      const asked = chain.steps.flatMap((one, index) =>
        one.state === 'open'
          ? freeSeats(chain, index).flatMap(({ holders }) => holders.map((holder) => [holder.userId, index]))
          : [],
      );
      const there = asked.filter(([id, index]) => {
        const step = steps[index as number];
        return (
          step &&
          able(
            members.find(({ userId }) => userId === id),
            step,
            chain,
            world,
          )
        );
      });
      const names = new Set(there.map(([id]) => nameOf(id as number)));
      if (moment.asked) expect(names, moment.at).toEqual(new Set(moment.asked));
      expect(
        advanced.events.flatMap((event) => happened(event, chain)),
        moment.at,
      ).toEqual(moment.happens ?? []);
      expect(
        advanced.reminders.map(({ userId, nth }) => `${nameOf(userId)} ${nth}`),
        moment.at,
      ).toEqual(moment.reminded ?? []);
      expect(
        advanced.stuck.map((index) => steps[index]?.name),
        moment.at,
      ).toEqual(moment.stuck ?? []);
      expect(stateOf(chain), moment.at).toBe(moment.state ?? 'open');
    }
  },
);
