import { chmod, readFile, rename, stat, writeFile } from 'node:fs/promises';
import { parseEnv } from 'node:util';
import { Refused } from './refused.ts';

/** Settings of one installation: a file of `NAME=value` lines, readable by its owner only; the environment goes first. */
export interface Settings {
  readonly file: string;
  get(name: string): string | undefined;
  /** @throws SettingsError naming the setting and the file */
  need(name: string): string;
  /** All of them, as the desk reads its environment. */
  all(): Record<string, string>;
  /** Known for this run only, never written. */
  remember(values: Readonly<Record<string, string>>): void;
  /** Writes these into the file, mode 0600, and leaves every other line as it is. */
  keep(values: Readonly<Record<string, string>>): Promise<void>;
  /** Whether others on this machine can read the file. */
  open(): Promise<boolean>;
  close(): Promise<void>;
}

export class SettingsError extends Refused {
  override readonly name = 'SettingsError';
}

export async function openSettings(
  file: string,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<Settings> {
  const kept = given(parseEnv(await textOf(file)));
  const values: Record<string, string> = { ...kept, ...given(environment) };

  return {
    file,
    get: (name) => values[name],
    need(name) {
      const value = values[name];
      if (value) return value;
      throw new SettingsError(`${name} is not set.`, `Put ${name}=… into ${file}, or into the environment.`);
    },
    all: () => ({ ...values }),
    remember: (more) => void Object.assign(values, more),
    async keep(more) {
      await write(file, withLines(await textOf(file), more));
      Object.assign(values, more);
    },
    open: async () => ((await modeOf(file)) & 0o077) !== 0,
    close: () => chmod(file, 0o600),
  };
}

const given = (values: Readonly<Record<string, string | undefined>>): Record<string, string> =>
  Object.fromEntries(Object.entries(values).filter((entry): entry is [string, string] => Boolean(entry[1])));

async function textOf(file: string): Promise<string> {
  return readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '';
    throw error;
  });
}

async function modeOf(file: string): Promise<number> {
  return stat(file).then(
    ({ mode }) => mode,
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return 0;
      throw error;
    },
  );
}

/** Whole or not at all: a settings file cut short would lose keys nobody can read again. */
async function write(file: string, text: string): Promise<void> {
  await writeFile(`${file}.new`, text, { mode: 0o600 });
  await rename(`${file}.new`, file);
}

function withLines(text: string, values: Readonly<Record<string, string>>): string {
  const lines = text ? text.replace(/\n$/, '').split('\n') : [];
  for (const [name, value] of Object.entries(values)) {
    const line = `${name}=${quoted(name, value)}`;
    const at = lines.findIndex((each) => each.startsWith(`${name}=`));
    if (at < 0) lines.push(line);
    else lines[at] = line;
  }
  return `${lines.join('\n')}\n`;
}

/** Single quotes keep everything as it is, for Node and for Docker Compose alike. */
function quoted(name: string, value: string): string {
  if (/^[\w./:@%+,=?&-]*$/.test(value)) return value;
  if (!/['\n\r]/.test(value)) return `'${value}'`;
  throw new SettingsError(
    `${name} holds a quote or a line break, which a settings file can't.`,
    `Put ${name} into the environment instead.`,
  );
}
