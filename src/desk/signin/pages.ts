import { html } from 'htm/preact';
import { page } from '../page/layout.ts';
import { notice } from '../page/outcome.ts';
import { formField } from '../page/signed-in.ts';

/** How people can sign in to this desk. */
export interface Ways {
  /** What the provider is called. */
  provider: string | undefined;
  link: boolean;
}

const again = html`<p><a class="button primary" href="/signin">Sign in</a></p>`;

export function signInPage(ways: Ways, token: string, to: string, problem?: string): string {
  return page(
    'Sign in to the approval desk',
    html`<main class="notice signin">
      <p class="eyebrow">Approval desk</p>
      <h1>Sign in</h1>
      <p class="muted">See the invoices that wait for you, and decide on them.</p>
      ${problem && html`<p class="banner" role="alert">${problem}</p>`}
      ${
        ways.provider &&
        html`<p><a class="button primary" href=${`/signin/provider?to=${to}`}>Continue with ${ways.provider}</a></p>`
      }
      ${ways.provider && ways.link && html`<p class="or"><span>or</span></p>`}
      ${
        ways.link &&
        html`<form method="post" action="/signin/link">
          ${formField(token)}
          <input type="hidden" name="to" value=${to} />
          <label for="email">Your e-mail address in Odoo</label>
          <input id="email" type="email" name="email" required maxlength="254" autocomplete="email" inputmode="email" />
          <button class=${ways.provider ? 'second' : 'primary'}>Mail me a link</button>
        </form>`
      }
    </main>`,
  );
}

export function linkSent(): string {
  return notice(
    'plain',
    'Look into your mail',
    [
      'If somebody in Odoo has this address, a link to sign in is on its way. It works once, for 15 minutes.',
      'Open it in this browser: elsewhere it lets nobody in.',
    ],
    { mark: '✉' },
  );
}

export function enterPage(name: string, token: string): string {
  const below = html`<form method="post">
    ${formField(token)}
    <button class="primary" name="do" value="enter">Sign in</button>
  </form>`;
  return notice('plain', `Sign in as ${name}`, ['Press the button to go on. The link is spent then.'], {
    below,
    mark: '→',
  });
}

/** The link was asked for elsewhere: perhaps by the same person on another device, perhaps by somebody else. */
export function otherBrowser(token: string): string {
  const below = html`<form method="post">
    ${formField(token)}
    <button class="primary" name="do" value="again">Mail me a link for this browser</button>
  </form>`;
  const lines = [
    'This link was asked for in another browser or on another device, and lets in nobody else.',
    'Open it there, or have another one mailed to you that works here.',
  ];
  return notice('plain', 'Not in this browser', lines, { below });
}

export function badLink(): string {
  const lines = ['It was used already, is older than 15 minutes, or was not copied as a whole.'];
  return notice('plain', 'This link no longer works', lines, { below: again, mark: '⧗' });
}

export function signedOut(): string {
  return notice('good', 'You are signed out', ['Nothing of the desk is left in this browser.'], { below: again });
}

export function notLetIn(message: string): string {
  return notice('bad', 'You are not signed in', [message], {
    below: html`<p><a class="button primary" href="/signin">Try again</a></p>`,
  });
}

export function otherSite(): string {
  return notice(
    'bad',
    'That was not taken',
    [
      'The form did not come from a page of the desk that belongs to this browser, or that page was too old. Nothing was changed.',
      'If this happens again, see that your browser keeps the cookies of this site.',
    ],
    { below: html`<p><a class="button primary" href="/inbox">Back to the desk</a></p>` },
  );
}

export function noWayIn(plain: boolean): string {
  return notice('plain', 'Nobody can sign in here', [
    plain
      ? 'The desk is reached over plain http, where anybody on the way could read along. It needs an https address.'
      : 'An administrator has to set up a sign-in provider (OIDC_…) or a mail server (SMTP_URL, MAIL_FROM).',
    'The links in the mails and the buttons in Slack and Teams work as before.',
  ]);
}
