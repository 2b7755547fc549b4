import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { removeAtEnd } from './end.ts';
import { answers, freePorts, serve, untilParentEnds } from './process.ts';
import type { Service } from './process.ts';

export interface Desk {
  url: string;
  port: number;
  /** What the desk printed. */
  log: string;
  pids(): number[];
  /** Ends the desk: SIGTERM lets it finish, SIGKILL is a crash. */
  stopServer(signal?: NodeJS.Signals): Promise<void>;
  startServer(): Promise<void>;
  stop(): Promise<void>;
}

const main = join(import.meta.dirname, '..', 'src', 'desk', 'main.ts');

/**
 * Starts the approval desk on a free port of 127.0.0.1 with these settings. It ends with this process.
 *
 * @param program instead of the desk's own, with its arguments
 */
export async function startDesk(
  settings: Readonly<Record<string, string>>,
  program: readonly string[] = [main],
): Promise<Desk> {
  const folder = await mkdtemp(join(tmpdir(), 'desk-billing-'));
  const remove = removeAtEnd(folder);
  const log = join(folder, 'desk.log');
  const [port = 0] = await freePorts(1);
  const url = `http://127.0.0.1:${port}`;
  const env = {
    PATH: process.env['PATH'],
    DESK_HOST: '127.0.0.1',
    DESK_PORT: String(port),
    DESK_PUBLIC_URL: url,
    ...settings,
  };
  const start = async () => {
    const [command, ...args] = untilParentEnds(process.execPath, ...program);
    const desk = serve('The approval desk', command, args, { log, env });
    await desk.ready(() => answers(`${url}/readyz`), 60);
    return desk;
  };

  let desk: Service = await start();
  return {
    url,
    port,
    log,
    pids: () => [desk.pid],
    stopServer: (signal) => desk.stop(signal),
    startServer: async () => {
      desk = await start();
    },
    stop: async () => {
      await desk.stop();
      remove();
    },
  };
}
