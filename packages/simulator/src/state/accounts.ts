import type { Account, User } from './model.ts'
import { Refusal } from './refusal.ts'
import { isoNow, put, type State } from './state.ts'

/** A customer organisation with an administrator and an agent. */
export function createAccount(state: State, input: { name: string }): Account {
  const account = put(state, 'account', {
    id: state.newId(),
    name: input.name,
    channelLimit: null,
    createdTime: isoNow(state),
  })
  addUser(state, account, 'administrator', 'Ada Administrator')
  addUser(state, account, 'agent', 'Amir Agent')
  return account
}

function addUser(state: State, account: Account, role: User['role'], name: string): User {
  const id = state.newId()
  return put(state, 'user', {
    id,
    accountId: account.id,
    name,
    email: `${role}@account-${account.id.slice(-6)}.example`,
    role,
  })
}

export function setChannelLimit(
  state: State,
  input: { accountId: string; channelLimit: number | null },
): Account {
  const account = accountById(state, input.accountId)
  return put(state, 'account', { ...account, channelLimit: input.channelLimit })
}

export function accountById(state: State, accountId: string): Account {
  const account = state.data.accounts[accountId]
  if (!account) throw new Refusal('NotFoundError', `There is no Account ${accountId}.`)
  return account
}
