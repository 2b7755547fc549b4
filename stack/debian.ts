import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Installs those of these Debian packages whose command (of the same name) is missing. */
export function needDebian(...packages: readonly string[]): void {
  const missing = packages.filter((name) => !onPath(name));
  if (missing.length === 0) return;

  const names = missing.join(' ');
  if (!onPath('apt-get'))
    throw new Error(`Missing: ${names}. The real stack installs Debian packages; run it on Debian or Ubuntu.`);
  if (process.getuid?.() !== 0)
    throw new Error(`Missing: ${names}. Run "apt-get install ${names}" as root, or this command as root.`);

  console.log(`Installing ${names} with apt-get …`);
  // At this runlevel, what is installed starts no server of its own.
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' };
  try {
    execFileSync('apt-get', ['update', '-qq'], { env, stdio: 'pipe' });
    execFileSync('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...missing], { env, stdio: 'pipe' });
  } catch (error) {
    const { stderr } = error as { stderr?: Buffer };
    throw new Error(`apt-get could not install ${names}:\n${stderr ?? ''}`, { cause: error });
  }
}

function onPath(command: string): boolean {
  return (process.env['PATH'] ?? '').split(delimiter).some((folder) => existsSync(join(folder, command)));
}
