import { html } from 'htm/preact';
import { FORM_FIELD } from '../signin/forms.ts';

/** What every page of a signed-in person carries. */
export interface SignedIn {
  name: string;
  /** Shows that a form came from a page of ours. */
  token: string;
  /** May see the KPIs. */
  controls?: boolean | undefined;
}

export function formField(token: string) {
  return html`<input type="hidden" name=${FORM_FIELD} value=${token} />`;
}

export function topbar({ name, token, controls }: SignedIn) {
  return html`<header class="topbar">
    <a class="brand" href="/inbox">Approval desk</a>
    ${controls && html`<a class="to" href="/kpis">KPIs</a>`}
    <details class="you">
      <summary>${name}</summary>
      <form method="post" action="/signout">
        ${formField(token)}
        <button name="where" value="here">Sign out</button>
        <button name="where" value="everywhere">Sign out on all devices</button>
      </form>
    </details>
  </header>`;
}
