import type { CardElementArray, IContainer, IRichTextBlock, ITextRun } from '@microsoft/teams.cards';

export const run = (text: string, options: Partial<ITextRun> = {}): ITextRun => ({ type: 'TextRun', text, ...options });
export const small = (text: string) => run(text, { isSubtle: true, size: 'Small' });
export const rich = (...inlines: ITextRun[]): IRichTextBlock => ({ type: 'RichTextBlock', spacing: 'Small', inlines });
export const box = (style: NonNullable<IContainer['style']>, items: CardElementArray): IContainer => ({
  type: 'Container',
  style,
  bleed: true,
  items,
});
