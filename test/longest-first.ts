import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Files that take minutes. Without a cache vitest goes by size, and one that is short and slow would run alone at the end. */
const LONGEST = ['contract', 'approvals', 'trigger', 'parity', 'rules', 'approvals-under-fire', 'adopt', 'wait'].map(
  (name) => `/test/e2e/${name}.test.ts`,
);

export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const isLong = ({ moduleId }: TestSpecification) => LONGEST.some((name) => moduleId.endsWith(name));
    const sorted = await super.sort(files);
    return [...sorted.filter(isLong), ...sorted.filter((file) => !isLong(file))];
  }
}
