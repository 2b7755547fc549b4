/** A command of the docs: the file that runs it, and the words there that do. */
export interface Runner {
  file: string;
  words: string;
  why?: string;
}

const adopt = (words: string): Runner => ({ file: 'test/e2e/adopt.test.ts', words });
const backtest = (words: string): Runner => ({ file: 'test/e2e/backtest.test.ts', words });
const terms = (words: string): Runner => ({ file: 'test/e2e/terms.test.ts', words });
const policy = (words: string): Runner => ({ file: 'test/cli/commands/policy.test.ts', words });
const watch = (words: string): Runner => ({ file: 'test/cli/commands/watch.test.ts', words });
const tell = (words: string): Runner => ({ file: 'test/cli/commands/tell.test.ts', words });
const events = (words: string): Runner => ({ file: 'test/desk/lifecycle-events.test.ts', words });
const shadow = (words: string): Runner => ({ file: 'test/e2e/lifecycle-pilot.test.ts', words });
const nobody = (why: string): Runner => ({ file: '', words: '', why });
const DOCKER = nobody('there is no Docker here; docs/administrators.md says what was run instead');

/** What the docs tell people to type, and who types it in the tests. A new command in the docs needs its line here. */
export const RUN_BY: Readonly<Record<string, Runner>> = {
  'npm run demo': { file: 'test/scripts/demo.test.ts', words: "'scripts/demo.ts'", why: 'the same without a person' },
  'npm run demo -- --yes': { file: 'test/scripts/demo.test.ts', words: "['scripts/demo.ts', '--yes']" },
  'npm test': { file: '.ci/run', words: 'suite test 1200' },
  'npm run check': { file: 'package.json', words: '"test": "npm run check &&' },
  'npm run test:e2e': { file: '.ci/run', words: 'suite test:e2e' },
  'npm run test:e2e -- parity': { file: '.ci/run', words: 'suite test:e2e', why: 'a part of the whole' },
  'npm run stack': { file: 'test/e2e/docs.test.ts', words: "['run', 'stack']" },
  'npm run pictures': nobody('it makes the pictures anew, and somebody has to look at every one'),
  'npm run bench -- entry-checks': nobody('it measures for minutes, and somebody has to read the tables'),
  'npm run bench -- rules': nobody('it measures for minutes, and somebody has to read the tables'),
  'npm run bench -- desk': nobody('it measures for minutes, and somebody has to read the tables'),
  'npm run bench -- watch': nobody('it measures for minutes, and somebody has to read the tables'),
  'npm run bench -- watch --entries 50000,500000': nobody('the same, of a firm that grows'),
  'npm run bench': nobody('it measures for minutes, and somebody has to read the tables'),
  "npm run bench -- run --size 40x100 --times 1 --sizes '' --month ''": nobody(
    'it measures for minutes, and somebody has to read the tables',
  ),
  'npm run faults': { file: 'test/e2e/faults.test.ts', words: 'openLab(odoo)', why: 'fewer mishaps' },
  'npm run ledger': { file: 'test/e2e/lifecycle-ledger.test.ts', words: 'draw(SEED, WANTED)', why: 'fewer of them' },
  'npm run test:queue': nobody('n8n in four processes is too much beside the rest of the suite: it is run by hand'),
  'npm pack': adopt("'npm', ['pack'"),
  'npm install ./n8n-nodes-odoo-billing-*.tgz': adopt('dockerInstall'),
  'mkdir -p ~/.n8n/nodes/node_modules': adopt('dockerNodes'),
  'cp -r node_modules/n8n-nodes-odoo-billing ~/.n8n/nodes/node_modules/': adopt('dockerNodes'),
  'createdb desk': { ...adopt('_desk`)'), why: 'the same database, made with SQL' },
  'npx odoo-billing setup': adopt("findings('setup')"),
  'npx odoo-billing setup --replace': adopt("findings('setup', '--replace')"),
  'npx odoo-billing doctor': adopt("odooBilling('doctor')"),
  'npx odoo-billing revenue --month 2026-03': { file: 'test/e2e/revenue.test.ts', words: "'revenue', '--month'" },
  'npx odoo-billing verify-audit': { file: 'test/e2e/audit.test.ts', words: "'verify-audit'" },
  'npx odoo-billing verify-audit --anchors /backup/anchors.jsonl': {
    file: 'test/e2e/audit.test.ts',
    words: "'--anchors', story.anchorsFile",
  },
  'npx odoo-billing collections': { file: 'test/cli/commands/collections.test.ts', words: "'collections'" },
  'npx odoo-billing watch': watch("watch(['--dry-run', '--json'])"),
  'npx odoo-billing watch milestones --dry-run': watch("watch(['milestones', '--dry-run'"),
  'npx odoo-billing remind --dry-run': tell("run(['remind', '--dry-run'"),
  'npx odoo-billing digest': tell("run(['digest'"),
  'npx odoo-billing kpi --from 2026-10-01 --to 2026-10-31': {
    file: 'test/e2e/kpi.test.ts',
    words: "'kpi', '--from', from",
  },
  'npx odoo-billing kpi': { file: 'test/e2e/kpi.test.ts', words: "'kpi', '--from', from", why: 'of a month' },
  'npx odoo-billing kpi --from 2026-10-01 --to 2026-10-31 --list write-off': {
    file: 'test/cli/commands/kpi.test.ts',
    words: "'--list', 'unbilled'",
    why: 'another of the lists',
  },
  'npx odoo-billing shadow --from 2026-10-01 --to 2026-10-31': shadow("['shadow', '--from', from, '--to', to"),
  'npx odoo-billing shadow --from 2026-10-01 --to 2026-10-31 --customer "Harbour Trust Bank" --html > october.html':
    shadow("'--customer', 'Harbour Trust Bank'"),
  'npx odoo-billing events list --open': events("cli('list', '--open')"),
  'npx odoo-billing events list --invoice 42': {
    file: 'test/e2e/lifecycle-events.test.ts',
    words: "cli('list', '--invoice'",
  },
  'npx odoo-billing events replay --webhook crm --event evt_…': events("'replay', '--webhook', 'crm', '--event'"),
  'npx odoo-billing events replay --webhook crm --from 2026-11-01 --to 2026-11-30': {
    ...events("'--from', '2026-01-01', '--to', '2026-12-31'"),
    why: 'of other days',
  },
  'npx odoo-billing desk': adopt("untilParentEnds(command(), 'desk')"),
  'npx odoo-billing export ./billing-record': adopt("'export'"),
  'npx odoo-billing backtest --terms new.yaml --from 2026-01-01 --to 2026-03-31': backtest("'backtest', '--terms'"),
  'npx odoo-billing backtest --terms new.yaml --from 2026-01-01 --to 2026-03-31 --html > backtest.html': {
    file: 'test/cli/commands/backtest.test.ts',
    words: "backtest('--html')",
  },
  'npx odoo-billing backtest --terms new.yaml --from 2026-01-01 --to 2026-03-31 --save quarter.jsonl':
    backtest("'--save', saved"),
  'npx odoo-billing backtest --terms newer.yaml --work quarter.jsonl --agreement acme-2026':
    backtest("'--work', saved"),
  'npx odoo-billing policy review': policy("odooBilling('review')"),
  'npx odoo-billing policy review policy.yaml': policy("'review', file('policy.yaml')"),
  'npx odoo-billing policy export > policy.yaml': policy("odooBilling('export')"),
  'npx odoo-billing policy import policy.yaml': policy("'import', await given('policy.yaml'"),
  'npx odoo-billing policy import policy.yaml --yes': policy("'import', file('policy.yaml'), '--yes'"),
  'npx odoo-billing terms export --all > terms.yaml': terms("'export', '--all'"),
  'npx odoo-billing terms import terms.yaml': terms("'import', file)"),
  'npx odoo-billing terms import terms.yaml --yes': terms("'import', file, '--yes'"),
  'npx odoo-billing uninstall --exported ./billing-record': adopt("'--exported'"),
  'mkdir -p settings && chmod 700 settings && sudo chown 1000 settings': DOCKER,
  'docker compose --env-file settings/billing.env up -d n8n': DOCKER,
  'docker compose --env-file settings/billing.env run --rm billing setup': DOCKER,
  'docker compose --env-file settings/billing.env up -d desk': DOCKER,
};
