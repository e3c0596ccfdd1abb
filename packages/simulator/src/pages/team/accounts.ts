import { html } from 'ghtml'
import type { Account } from '../../state/model.ts'
import { channelsOf } from '../../state/read.ts'
import type { State } from '../../state/state.ts'
import { dayAndTime } from '../elements.ts'

/** Every Account with its Channels and their limit. */
export function accountTable(state: State): string {
  const accounts = Object.values(state.data.accounts)
  return html`<section aria-labelledby="accounts-heading">
    <h2 id="accounts-heading">Accounts</h2>
    <div class="table-scroll">
      <table>
        <thead>
          <tr>
            <th scope="col">Account</th>
            <th scope="col">Active Channels</th>
            <th scope="col">Channel limit</th>
            <th class="since" scope="col">Since</th>
          </tr>
        </thead>
        <tbody id="accounts" data-live>!${accounts.map((account) => row(state, account))}</tbody>
      </table>
    </div>
    <form class="new-account" method="post" action="/team/accounts">
      <label for="account-name">New Account</label>
      <div class="field-row">
        <input id="account-name" name="name" required maxlength="256" autocomplete="off">
        <button type="submit">Create</button>
      </div>
    </form>
  </section>`
}

function row(state: State, account: Account): string {
  const active = channelsOf(state, account.id).filter(({ status }) => status === 'active').length
  const field = `limit-${account.id}`
  return html`<tr>
    <th scope="row">${account.name}</th>
    <td>${active}</td>
    <td>
      <form class="limit" method="post" action="/team/accounts/${account.id}/limit">
        <label class="visually-hidden" for="${field}">Channel limit of ${account.name}</label>
        <input id="${field}" name="channelLimit" type="number" min="0" step="1"
          placeholder="No limit" value="${account.channelLimit ?? ''}">
        <button class="quiet" type="submit"
          >Save<span class="visually-hidden"> the limit of ${account.name}</span></button
        >
      </form>
    </td>
    <td class="since">!${dayAndTime(account.createdTime)}</td>
  </tr>`
}
