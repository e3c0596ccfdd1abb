import { html } from 'ghtml'
import type { Manifest, Team } from '../../state/model.ts'
import { brandColour, networkIcon, networkName } from '../elements.ts'

/** The Networks that a Customer may choose from: every Reusable Manifest in its branding. */
export function networks(manifests: Manifest[], teams: Team[]): string {
  return html`<section aria-labelledby="networks-heading">
    <h2 id="networks-heading">Networks</h2>
    <div id="networks" data-live>
      !${
        manifests.length === 0
          ? html`<p class="empty">
              <b>No Network yet.</b> The SocialHub Team adds one by
              <a href="/team">promoting a Manifest</a>.
            </p>`
          : ''
      }
      <ul class="cards">!${manifests.map((manifest) => card(manifest, teams))}</ul>
    </div>
    <details class="custom-channel" id="create-custom">
      <summary>Create a Custom Channel</summary>
      <form method="post" action="/settings/channels">
        <p class="muted">
          For a program of your own: you get an Access Token for the API, and the Channel a Manifest
          of its own.
        </p>
        <label for="custom-name">Name</label>
        <div class="field-row">
          <input id="custom-name" name="name" required maxlength="256" autocomplete="off">
          <button type="submit">Create</button>
        </div>
      </form>
    </details>
  </section>`
}

function card(manifest: Manifest, teams: Team[]): string {
  const name = networkName(manifest)
  return html`<li class="card network" style="--brand:${brandColour(manifest)}">
    !${networkIcon(manifest)}
    <h3>${name}</h3>
    <a class="button primary" id="add-${manifest.id}" href="/settings/channels/add/${manifest.id}"
      >Add Channel<span class="visually-hidden"> on ${name}</span></a
    >
    !${teams.length === 0 ? '' : forTeams(manifest, teams, name)}
  </li>`
}

/** Most Channels are for everybody; the token says so when they are not. */
function forTeams(manifest: Manifest, teams: Team[], network: string): string {
  return html`<details class="teams" id="teams-${manifest.id}">
    <summary>For certain Teams<span class="visually-hidden"> on ${network}</span></summary>
    <form method="get" action="/settings/channels/add/${manifest.id}">
      !${teams.map(
        ({ id, name }) => html`<label class="check"
          ><input type="checkbox" name="team" value="${id}"> ${name}</label
        >`,
      )}
      <button type="submit">Add for these Teams</button>
    </form>
  </details>`
}
