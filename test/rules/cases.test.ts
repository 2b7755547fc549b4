import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { evaluateAll } from '../../src/rules/evaluate.ts';
import type { Written } from './written.ts';
import { movements, read, shown, shownAhead, withholds, worksOf } from './written.ts';

const folder = new URL('cases/', import.meta.url);

for (const file of readdirSync(folder)) {
  const cases = parse(readFileSync(new URL(file, folder), 'utf8')) as Written[];
  describe(file.replace('.yaml', ''), () => {
    test.each(cases.map((written) => [written.case, written] as const))('%s', (_, written) => {
      const evaluations = evaluateAll(worksOf(written), written.today ?? '2026-12-31');
      const [evaluation] = evaluations;
      expect(evaluations.flatMap(({ identity }) => identity.breaks)).toEqual([]);
      expect(shownAhead(evaluations)).toEqual({ advances: written.advances ?? [], deducts: written.deducts ?? [] });
      expect(evaluation && withholds(evaluation)).toEqual(written.withholds ?? []);
      if (written.total !== undefined) expect(evaluation?.proposal?.total).toBe(written.total);
      expect(evaluation && shown(evaluation)).toEqual({
        bills: written.bills ?? (written.invoices && evaluation ? shown(evaluation).bills : []),
        rest: written.rest ?? [],
        cases: written.cases ?? [],
      });
      if (written.invoices) {
        const { invoices, findings = [] } = written;
        const totals = invoices.map((invoice) => ({ ...invoice, total: String(invoice.total) }));
        expect(evaluation && read(evaluation)).toEqual({ invoices: totals, findings });
      } else if (written.findings) {
        expect(evaluation?.proposal?.findings.map(({ code }) => code)).toEqual(written.findings);
      }
      if (written.balance) expect(evaluation && movements(evaluation)).toEqual(written.balance);
      for (const words of written.says ?? []) {
        expect(
          evaluations
            .flatMap(({ parts }) => parts)
            .flatMap(({ arithmetic, reason, inputs }) => [arithmetic, reason, ...Object.values(inputs)])
            .join('\n'),
        ).toContain(words);
      }
    });
  });
}
