import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { propose } from '../../src/billing/propose.ts';
import type { Evaluation } from '../../src/rules/verdict.ts';
import type { OtherOrder, Written } from './written.ts';
import { movements, read, shown, shownAhead, withholds, worksOf } from './written.ts';

const toldOf = (evaluation: Evaluation) => ({
  ...read(evaluation),
  rest: shown(evaluation).rest,
  cases: shown(evaluation).cases,
  with: evaluation.invoicedWith?.orderName,
});

const wantedOf = ({ invoices = [], findings = [], rest = [], cases = [], with: first }: OtherOrder) => ({
  invoices: invoices.map((invoice) => ({ ...invoice, total: String(invoice.total) })),
  findings,
  rest,
  cases,
  with: first,
});

const folder = new URL('cases/', import.meta.url);

for (const file of readdirSync(folder)) {
  const cases = parse(readFileSync(new URL(file, folder), 'utf8')) as Written[];
  describe(file.replace('.yaml', ''), () => {
    test.each(cases.map((written) => [written.case, written] as const))('%s', (_, written) => {
      const found = propose(worksOf(written), written.today ?? '2026-12-31');
      expect(found.flatMap(({ identity }) => identity.breaks)).toEqual([]);
      const { others = [] } = written;
      const evaluations = found.slice(0, found.length - others.length);
      const [evaluation] = evaluations;
      expect(found.slice(evaluations.length).map(toldOf)).toEqual(others.map(wantedOf));
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
