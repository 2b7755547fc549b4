import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { openSync, closeSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { killAtEnd, killGroup } from './end.ts';

export interface Service {
  readonly pid: number;
  running(): boolean;
  /** Resolves once `check` no longer throws; rejects with the log's last lines when the service ends or time is up. */
  ready(check: () => Promise<unknown>, seconds: number): Promise<void>;
  /** Asks to end, waits 20 s, then kills the whole process group. */
  stop(signal?: NodeJS.Signals): Promise<void>;
}

/** Runs a command to its end; what it printed is the answer, or part of the error. */
export async function run(
  command: string,
  args: readonly string[],
  options: { cwd?: string; env?: NodeJS.ProcessEnv } = {},
): Promise<string> {
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'], ...options });
  let printed = '';
  child.stdout.on('data', (chunk) => (printed += chunk));
  child.stderr.on('data', (chunk) => (printed += chunk));
  const [code, signal] = await once(child, 'close');
  if (code === 0) return printed;
  throw new Error(`${command} ${args.join(' ')} ended with ${code ?? signal}:\n${lastLines(printed)}`);
}

/** Starts a process group whose output goes to a log file and which ends, at the latest, with this process. */
export function serve(
  name: string,
  command: string,
  args: readonly string[],
  options: { log: string; cwd?: string; env?: NodeJS.ProcessEnv },
): Service {
  const output = openSync(options.log, 'a');
  const child = spawn(command, args, { ...options, detached: true, stdio: ['ignore', output, output] });
  closeSync(output);
  const pid = child.pid;
  if (pid === undefined) throw new Error(`${name} could not be started: is ${command} there?`);
  const forget = killAtEnd(pid);
  const exited = once(child, 'exit').then(() => {
    killGroup(pid);
    forget();
  });
  const running = () => child.exitCode === null && child.signalCode === null;

  return {
    pid,
    running,
    async ready(check, seconds) {
      const deadline = Date.now() + seconds * 1000;
      for (;;) {
        if (!running())
          throw new Error(`${name} ended while starting:\n${lastLines(readFileSync(options.log, 'utf8'))}`);
        try {
          await check();
          return;
        } catch (error) {
          if (Date.now() > deadline)
            throw new Error(
              `${name} was not ready after ${seconds} s:\n${lastLines(readFileSync(options.log, 'utf8'))}`,
              { cause: error },
            );
        }
        await sleep(100);
      }
    },
    async stop(signal = 'SIGTERM') {
      if (running()) child.kill(signal);
      await Promise.race([exited, sleep(20_000, undefined, { ref: false })]);
      killGroup(pid);
      await exited;
    },
  };
}

/** The command, told to end when the process that started it ends, even by SIGKILL. */
export function untilParentEnds(...command: readonly string[]): [string, ...string[]] {
  return ['setpriv', '--pdeathsig=TERM', ...command];
}

/** Free TCP ports of 127.0.0.1, all different. */
export async function freePorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer().listen(0, '127.0.0.1'));
  await Promise.all(servers.map((server) => once(server, 'listening')));
  const ports = servers.map((server) => (server.address() as AddressInfo).port);
  await Promise.all(servers.map((server) => once(server.close(), 'close')));
  return ports;
}

export async function answers(url: string): Promise<void> {
  const response = await fetch(url, { signal: AbortSignal.timeout(5_000) });
  if (!response.ok) throw new Error(`${url} answered ${response.status}`);
}

function lastLines(text: string): string {
  return text.trimEnd().split('\n').slice(-20).join('\n');
}
