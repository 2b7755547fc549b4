import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { unpacked } from './unpacked.ts';

export interface Held {
  /** Resolves once it came by and stands still. */
  reached: Promise<unknown>;
  /** Lets it pass, and whatever came after it. */
  release(): void;
  /** It never arrives: the connection is gone, as that of a process that was killed. */
  drop(): void;
}

export interface Gate {
  port: number;
  /**
   * The next call on its way to the server in which these texts follow one another stands still there: `there` before the
   * server has all of it, `back` once the server has done it and begins to answer.
   */
  hold(way: 'there' | 'back', ...marks: string[]): Held;
  close(): Promise<void>;
}

/** Stands in front of a server, of whatever protocol, and lets everything pass but what it is to hold. */
export async function openGate(target: { host?: string; port: number }): Promise<Gate> {
  interface Wait {
    way: 'there' | 'back';
    marks: string[];
    seen: Map<Socket, string>;
    at?: Socket;
    halt: () => void;
    /** Whether it may pass. */
    gone: Promise<boolean>;
  }
  let wait: Wait | undefined;
  const open = new Set<Socket>();

  function matches({ marks, seen }: Wait, client: Socket, chunk: Buffer): boolean {
    const came = (seen.get(client) ?? '') + chunk.toString('latin1');
    seen.set(client, came);
    const text = unpacked(came);
    let from = 0;
    return marks.every((mark) => {
      const at = text.indexOf(mark, from);
      from = at + mark.length;
      return at >= 0;
    });
  }

  async function standing({ halt, gone }: Wait): Promise<void> {
    halt();
    if (!(await gone)) throw new Error('dropped');
  }

  const server = createServer((client) => {
    const upstream = connect({ host: '127.0.0.1', ...target });
    for (const [one, other] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      open.add(one);
      one.setNoDelay(true);
      one.on('error', () => other.destroy());
      one.on('close', () => {
        open.delete(one);
        other.destroy();
      });
    }
    void pass(client, upstream, async (chunk) => {
      if (!wait || wait.at || !matches(wait, client, chunk)) return;
      wait.at = client;
      if (wait.way === 'there') await standing(wait);
    });
    void pass(upstream, client, async () => {
      if (wait?.at === client) await standing(wait);
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');

  return {
    port: (server.address() as AddressInfo).port,
    hold: (way, ...marks) => {
      const reached = Promise.withResolvers<undefined>();
      const gone = Promise.withResolvers<boolean>();
      const mine: Wait = { way, marks, seen: new Map(), halt: () => reached.resolve(undefined), gone: gone.promise };
      wait = mine;
      const end = (passes: boolean) => {
        if (wait === mine) wait = undefined;
        gone.resolve(passes);
      };
      return { reached: reached.promise, release: () => end(true), drop: () => end(false) };
    },
    close: async () => {
      for (const socket of open) socket.destroy();
      const closed = once(server, 'close');
      server.close();
      await closed;
    },
  };
}

async function pass(from: Socket, to: Socket, look: (chunk: Buffer) => Promise<void>): Promise<void> {
  try {
    for await (const chunk of from) {
      await look(chunk as Buffer);
      if (!to.write(chunk as Buffer)) await once(to, 'drain');
    }
    to.end();
  } catch {
    from.destroy();
    to.destroy();
  }
}
