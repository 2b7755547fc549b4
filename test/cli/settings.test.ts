import { chmod, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openSettings } from '../../src/cli/settings.ts';

let folder: string;
let file: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'settings-'));
  file = join(folder, 'billing.env');
});
afterEach(() => rm(folder, { recursive: true }));

describe('the settings file', () => {
  it('is read, and the environment goes before it', async () => {
    await writeFile(file, "# ours\nODOO_URL=https://a.test\nMAIL_FROM='Billing <b@firm.test>'\nSLACK_CHANNEL=\n");
    const settings = await openSettings(file, { ODOO_URL: 'https://b.test', N8N_URL: '' });
    expect(settings.get('ODOO_URL')).toBe('https://b.test');
    expect(settings.get('MAIL_FROM')).toBe('Billing <b@firm.test>');
    expect(settings.get('SLACK_CHANNEL')).toBeUndefined();
    expect(settings.get('N8N_URL')).toBeUndefined();
  });

  it('says which setting is missing and where it belongs', async () => {
    const settings = await openSettings(file, {});
    expect(() => settings.need('ODOO_URL')).toThrow(
      expect.objectContaining({ message: 'ODOO_URL is not set.', mend: expect.stringContaining(file) }),
    );
  });

  it('keeps what it is given, leaves every other line alone, and can be read by its owner only', async () => {
    await writeFile(file, '# by hand\nODOO_LOGIN=old\nODOO_URL=https://a.test\n', { mode: 0o644 });
    const values = { ODOO_LOGIN: 'robot-desk', MAIL_FROM: 'A $B "c" <d@e.test>', EMPTY: '' };
    await (await openSettings(file, {})).keep(values);
    const text = await readFile(file, 'utf8');
    expect(text).toBe(
      '# by hand\nODOO_LOGIN=robot-desk\nODOO_URL=https://a.test\nMAIL_FROM=\'A $B "c" <d@e.test>\'\nEMPTY=\n',
    );
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    const again = await openSettings(file, {});
    expect(again.get('MAIL_FROM')).toBe(values.MAIL_FROM);
  });

  it('refuses what a line can’t hold instead of writing half of it', async () => {
    const settings = await openSettings(file, {});
    await expect(settings.keep({ A: 'two\nlines' })).rejects.toThrow('A holds a quote or a line break');
    await expect(stat(file)).rejects.toThrow();
  });

  it('never writes what is for this run only', async () => {
    const settings = await openSettings(file, {});
    settings.remember({ ODOO_ADMIN_PASSWORD: 'secret' });
    await settings.keep({ ODOO_URL: 'https://a.test' });
    expect(settings.need('ODOO_ADMIN_PASSWORD')).toBe('secret');
    expect(await readFile(file, 'utf8')).toBe('ODOO_URL=https://a.test\n');
  });

  it('notices that others can read it, and closes it', async () => {
    await writeFile(file, 'A=b\n');
    await chmod(file, 0o640);
    const settings = await openSettings(file, {});
    expect(await settings.open()).toBe(true);
    await settings.close();
    expect(await settings.open()).toBe(false);
  });
});
