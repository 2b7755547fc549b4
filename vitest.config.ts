import { defineConfig } from 'vitest/config';
import { LongestFirst } from './test/longest-first.ts';

const onTheStack = { globalSetup: 'test/e2e/setup.ts', testTimeout: 180_000, hookTimeout: 300_000 };

export default defineConfig({
  test: {
    sequence: { sequencer: LongestFirst },
    projects: [
      {
        test: {
          name: 'quick',
          include: ['test/**/*.test.ts'],
          exclude: ['test/e2e/**', 'test/queue-mode/**'],
          testTimeout: 20_000,
          hookTimeout: 60_000,
          // Most of it waits for servers of its own.
          maxWorkers: 2,
        },
      },
      {
        test: {
          ...onTheStack,
          name: 'e2e',
          include: ['test/e2e/**/*.test.ts'],
          // Each file has a database of its own; two cores carry two files.
          maxWorkers: 2,
        },
      },
      { test: { ...onTheStack, name: 'queue-mode', include: ['test/queue-mode/**/*.test.ts'] } },
    ],
  },
});
