import { html } from 'htm/preact';
import type { ComponentChildren } from 'preact';
import type { NoticeSection, NoticeView } from '../view/notice.ts';
import { fit, name } from '../view/text.ts';
import { plain, rich, styles } from './letter.ts';
import type { Mail } from './mailer.ts';

const SUBJECT_LIMIT = 180;

/**
 * A reminder or a digest as a mail.
 *
 * @param id of the notice: the same mail sent again is the same message
 * @param to nobody by name where it goes to a list
 */
export function noticeMail(
  { title, lines, sections, links, small }: NoticeView,
  { id, email, to = 'everybody', host }: { id: string; email: string; to?: string; host: string },
): Mail {
  const [link, ...more] = links;
  const letter = {
    subject: fit(title, SUBJECT_LIMIT),
    to: name(to),
    lines,
    ...(link && { link }),
    more,
    about: { text: sections.map(asText).join('\n\n'), rich: html`${sections.map(asHtml)}` },
    small,
  };
  return {
    messageId: `<notice.${id}@${host}>`,
    to: email,
    subject: letter.subject,
    text: plain(letter),
    html: rich(letter),
  };
}

const asText = ({ title, rows, more }: NoticeSection): string =>
  [
    title.toUpperCase(),
    ...rows.map(({ what, how, note }) => [`- ${what}`, how && `: ${how}`, note && `\n  ${note}`].join('')),
    ...(more ? [more] : []),
  ].join('\n');

const alarm =
  'background: #fdf3dc; border: 1px solid #ecd9a3; border-radius: 8px; padding: 4px 12px 8px; color: #4a3908';

function asHtml({ title, mood, rows, more }: NoticeSection): ComponentChildren {
  return html`<div
    class=${mood === 'alarm' ? 'look' : ''}
    style=${`margin: 0 0 18px; ${mood === 'alarm' ? alarm : ''}`}
  >
    <p style="margin: 8px 0 4px; font-weight: 600">${title}</p>
    <table role="presentation" style="border-collapse: collapse; width: 100%">
      ${rows.map(
        ({ what, how, note }) =>
          html`<tr>
            <td class="rule" style="padding: 6px 12px 6px 0; border-top: 1px solid #dfe3de; vertical-align: top">
              <bdi>${what}</bdi>${note && html`<br /><span class="muted" style=${styles.muted}>${note}</span>`}
            </td>
            <td
              class="rule"
              style="padding: 6px 0; border-top: 1px solid #dfe3de; text-align: right; vertical-align: top; white-space: nowrap"
            >
              ${how}
            </td>
          </tr>`,
      )}
    </table>
    ${more && html`<p class="muted" style=${`margin: 4px 0 0; ${styles.muted}`}>${more}</p>`}
  </div>`;
}
