import type { Sandbox } from '../../src/sandbox/sandbox.ts';
import type { Clockwork } from './place.ts';

export function clockworkOf(sandbox: Sandbox): Clockwork {
  const now = () => new Date(sandbox.now());
  return {
    now,
    async makeKey(login, name, hours) {
      const end = new Date(now().getTime() + hours * 3_600_000).toISOString();
      return sandbox.makeKey(login, { name, expires: end.slice(0, 19).replace('T', ' ') });
    },
  };
}
