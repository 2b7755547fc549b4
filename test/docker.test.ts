import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod/v4';
import { SETTING_NAMES } from '../src/desk/config.ts';

const root = join(import.meta.dirname, '..');
const read = (file: string) => readFileSync(join(root, file), 'utf8');

// There is no Docker here to run these files with: what can be known of them by reading is held by the tests below, and
// test/e2e/adopt.test.ts runs the commands they hold.

const healthcheck = z.union([
  z.strictObject({ disable: z.literal(true) }),
  z.strictObject({
    test: z.array(z.string()).min(2),
    interval: z.string(),
    timeout: z.string(),
    start_period: z.string().optional(),
    retries: z.number(),
  }),
]);
const service = z.strictObject({
  build: z.string().optional(),
  image: z.string(),
  init: z.boolean().optional(),
  read_only: z.boolean().optional(),
  cap_drop: z.array(z.string()).optional(),
  security_opt: z.array(z.string()).optional(),
  restart: z.literal('unless-stopped').optional(),
  user: z.string().optional(),
  profiles: z.array(z.string()).optional(),
  depends_on: z.record(z.string(), z.strictObject({ condition: z.string() })).optional(),
  ports: z.array(z.string()).optional(),
  volumes: z.array(z.string()).optional(),
  environment: z.record(z.string(), z.string()).optional(),
  entrypoint: z.array(z.string()).optional(),
  command: z.array(z.string()).optional(),
  configs: z.array(z.strictObject({ source: z.string(), target: z.string() })).optional(),
  healthcheck: healthcheck.optional(),
});
const file = z.strictObject({
  name: z.string(),
  'x-ours': z.unknown(),
  services: z.record(z.string(), service),
  configs: z.record(z.string(), z.strictObject({ content: z.string() })),
  volumes: z.record(z.string(), z.null()),
});

const compose = file.parse(parse(read('compose.yaml'), { merge: true }));
const services = Object.entries(compose.services);
const ours = services.filter(([, { build }]) => build);

describe('compose.yaml', () => {
  test('gives the desk every setting it has, and none it does not know', () => {
    const given = Object.keys(compose.services['desk']?.environment ?? {});
    // Set in the image; tests and demos only.
    const elsewhere = ['DESK_HOST', 'DESK_PORT', 'DESK_MODE', 'SLACK_API_URL'];
    expect(given.sort()).toEqual(SETTING_NAMES.filter((name) => !elsewhere.includes(name)).sort());
  });

  test('keeps the keys of others away from the desk', () => {
    expect(JSON.stringify(compose.services['desk'])).not.toMatch(/ODOO_ADMIN|N8N_API_KEY|DRAFTER/);
  });

  test.each(services)('%s listens to this machine only, as nobody of importance, from a pinned image', (_, each) => {
    for (const port of each.ports ?? []) expect(port).toMatch(/^127\.0\.0\.1:\d+:\d+$/);
    if (!each.build) {
      expect(each.image).toMatch(/:\d+\.\d+/);
      expect(each.user).toMatch(/^(node|postgres|odoo)$/);
      expect(each.healthcheck).toHaveProperty('test');
    }
  });

  test.each(ours)('%s of ours can write nowhere but into its volumes', (_, each) => {
    expect(each).toMatchObject({ read_only: true, cap_drop: ['ALL'], security_opt: ['no-new-privileges:true'] });
  });

  test('names only volumes, services and configs that are there', () => {
    for (const [, { volumes = [], depends_on = {}, configs = [] }] of services) {
      for (const volume of volumes) {
        const [name = ''] = volume.split(':');
        if (!name.startsWith('.')) expect(Object.keys(compose.volumes)).toContain(name);
      }
      for (const [name, { condition }] of Object.entries(depends_on)) {
        const other = compose.services[name];
        expect(other).toBeDefined();
        if (condition === 'service_healthy') expect(other?.healthcheck).toHaveProperty('test');
      }
      for (const { source } of configs) expect(Object.keys(compose.configs)).toContain(source);
    }
  });

  test('holds no secret', () => {
    const secrets = services.flatMap(([, { environment = {} }]) =>
      Object.entries(environment).filter(([name]) => /PASSWORD|TOKEN|SECRET|SMTP_URL|DATABASE_URL/.test(name)),
    );
    expect(secrets.length).toBeGreaterThan(8);
    for (const [, value] of secrets) expect(value).toMatch(/\$\{[A-Z_]+/);
  });
});

describe('Dockerfile', () => {
  const lines = read('Dockerfile')
    .replaceAll('\\\n', ' ')
    .split('\n')
    .filter((line) => line && !line.startsWith('#'));
  const of = (word: string) => lines.filter((line) => line.startsWith(`${word} `));

  test('starts from a pinned Node and ends as a user without rights', () => {
    expect(of('FROM')).toEqual([expect.stringMatching(/^FROM node:24\.\d+\.\d+-bookworm-slim$/)]);
    expect(lines.indexOf('USER node')).toBeGreaterThan(lines.findLastIndex((line) => line.startsWith('RUN')));
  });

  test('starts what package.json calls the command, by default the desk', () => {
    const manifest = JSON.parse(read('package.json')) as { bin: Record<string, string> };
    expect(Object.keys(manifest.bin)).toEqual(['odoo-billing']);
    expect(of('ENTRYPOINT')).toEqual(['ENTRYPOINT ["node_modules/.bin/odoo-billing"]']);
    expect(of('CMD')).toEqual(['CMD ["desk"]']);
  });

  test('sees nothing of the source tree but the packed package', () => {
    expect(read('.dockerignore').trim().split('\n')).toEqual(['*', '!n8n-nodes-odoo-billing-*.tgz']);
  });
});
