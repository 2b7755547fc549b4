import type { Route } from '../policy/route.ts';
import type { Chain } from './chain.ts';

/** The chain of a route, nobody asked yet. What goes straight through has no steps and is approved by its policy. */
export function startOf(route: Route): Chain {
  const steps = route.is === 'steps' ? route.steps : [];
  return {
    steps: steps.map(({ name, starts, need, atLeast }) => ({
      name,
      together: starts === 'with',
      need: need === 'all' ? 'all' : (atLeast ?? 1),
      state: 'waiting',
      seats: [],
    })),
    decisions: [],
    questions: [],
  };
}
