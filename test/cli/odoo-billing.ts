import { run } from '../../src/cli/program.ts';

/** Runs the command as a person without a terminal would, with these settings and those of no file unless `args` name one. */
export async function odooBilling(
  args: string[],
  environment: Record<string, string> = {},
): Promise<{ code: number; said: string }> {
  let said = '';
  const write = (text: string) => void (said += text);
  const settings = args.includes('--settings') ? [] : ['--settings', '/nonexistent/billing.env'];
  const code = await run([...settings, ...args], { write, colour: false, ask: undefined, environment });
  return { code, said };
}
