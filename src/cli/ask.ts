import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';

export interface Ask {
  /** What the person typed, without blanks around it; nothing of a secret is shown. */
  text(question: string, options?: { secret?: boolean | undefined; proposal?: string | undefined }): Promise<string>;
  yes(question: string): Promise<boolean>;
}

/** Asks at the terminal; undefined where nobody sits there. */
export function askAtTerminal(input = process.stdin, output = process.stdout): Ask | undefined {
  if (!input.isTTY || !output.isTTY) return undefined;
  const text: Ask['text'] = async (question, { secret = false, proposal } = {}) => {
    const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
    const lines = createInterface({ input, output: secret ? silent : output, terminal: true });
    const prompt = `${question}${proposal ? ` [${proposal}]` : ''}: `;
    if (secret) output.write(prompt);
    try {
      return (await lines.question(secret ? '' : prompt)).trim() || (proposal ?? '');
    } finally {
      lines.close();
      if (secret) output.write('\n');
    }
  };
  return { text, yes: async (question) => /^y(es)?$/i.test(await text(`${question} (y/n)`)) };
}
