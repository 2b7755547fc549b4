import { once } from 'node:events';
import { connect } from 'node:net';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { needDebian } from './debian.ts';
import { removeAtEnd } from './end.ts';
import { freePorts, serve, untilParentEnds } from './process.ts';

export interface Redis {
  port: number;
  stop(): Promise<void>;
}

/** Starts a Redis of its own, which keeps nothing, on a free port of 127.0.0.1. It ends with this process. */
export async function startRedis(): Promise<Redis> {
  needDebian('redis-server');
  const folder = await mkdtemp(join(tmpdir(), 'redis-billing-'));
  const remove = removeAtEnd(folder);
  const [port = 0] = await freePorts(1);
  const options = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--dir', folder];
  const [command, ...args] = untilParentEnds('redis-server', ...options);
  const redis = serve('Redis', command, args, { log: join(folder, 'redis.log') });
  await redis.ready(async () => {
    const socket = connect(port, '127.0.0.1');
    await once(socket, 'connect').finally(() => socket.destroy());
  }, 30);
  return {
    port,
    stop: async () => {
      await redis.stop();
      remove();
    },
  };
}
