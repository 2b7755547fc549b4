import { readFile } from 'node:fs/promises';
import { kpiReport } from '../src/billing/kpi/kpis.ts';
import { kpisPage } from '../src/desk/page/kpis.ts';
import { STYLES } from '../src/desk/page/styles.ts';
import { daysOf } from '../src/desk/kpi/months.ts';
import { recordedFirm } from '../test/desk/recorded.ts';

/** The desk's page of a month's KPIs, with its styles in it. */
export async function kpiPage(): Promise<string> {
  const month = '2026-03';
  const report = await kpiReport(recordedFirm(), daysOf(month), '2026-04-10');
  const you = { name: 'Clara Controller', token: '', controls: true };
  const styles = await Promise.all(
    STYLES.map((name) => readFile(new URL(`../src/desk/page/${name}`, import.meta.url), 'utf8')),
  );
  const html = kpisPage({ you, month, last: '2026-04', report, at: new Date('2026-04-10T09:00:00Z') });
  return html.replace('</head>', `<style>${styles.join('\n')}</style></head>`);
}
