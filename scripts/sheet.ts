import type { Browser } from 'playwright-core';

export interface Shot {
  title: string;
  png: Buffer;
  /** In pixels of the screen it was taken of. */
  width: number;
}

const STYLE = `body{margin:0;padding:20px;background:#dfe3e6;display:flex;gap:20px;align-items:flex-start;width:max-content}
figure{margin:0}figcaption{font:600 14px 'Noto Sans',sans-serif;color:#33414a;margin:0 0 8px}
img{display:block;border-radius:6px;box-shadow:0 1px 6px #0003}`;

/** Several pictures of one thing beside each other. */
export async function sheet(browser: Browser, file: string, shots: readonly Shot[]): Promise<void> {
  const page = await browser.newPage({ viewport: { width: 800, height: 600 }, deviceScaleFactor: 1.5 });
  const figures = shots.map(
    ({ title, png, width }) =>
      `<figure><figcaption>${title}</figcaption><img width="${width}" src="data:image/png;base64,${png.toString('base64')}"></figure>`,
  );
  await page.setContent(`<!doctype html><style>${STYLE}</style><body>${figures.join('')}</body>`);
  await page.locator('body').screenshot({ path: file });
  await page.close();
}
