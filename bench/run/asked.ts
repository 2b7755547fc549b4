import type { OdooAccess } from '../../src/odoo/api.ts';

/** What a process of its own is asked to do. */
export interface Asked {
  access: OdooAccess;
  orderIds: number[];
  /** Drafting calls to Odoo at the same time. */
  atOnce: number;
}

/** What it did, and the seconds of each of its steps. */
export interface Done {
  done: number;
  steps: Record<string, number>;
}

export const asked = (): Asked => JSON.parse(process.argv[2] ?? '') as Asked;

/** Seconds from step to step. */
export function stopwatch(): { steps: Record<string, number>; step: (name: string) => void } {
  const steps: Record<string, number> = {};
  let last = performance.now();
  const step = (name: string) => {
    const now = performance.now();
    steps[name] = (now - last) / 1000;
    last = now;
  };
  return { steps, step };
}
