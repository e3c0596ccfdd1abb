import type { Account, Team, User } from './model.ts'
import { Refusal } from './refusal.ts'
import { isoNow, put, type State } from './state.ts'

const TEAMS = ['Service', 'Marketing']

/** A customer organisation with an administrator, an agent, and two Teams. */
export function createAccount(state: State, input: { name: string }): Account {
  const account = put(state, 'account', {
    id: state.newId(),
    name: input.name,
    channelLimit: null,
    teams: TEAMS.map((name) => ({ id: state.newId(), name })),
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

/** Of these Teams those that the Account has; throws for any other. */
export function teamsOf(account: Account, teamIds: readonly string[]): Team[] {
  return teamIds.map((teamId) => {
    const team = account.teams?.find(({ id }) => id === teamId)
    if (!team) throw new Refusal('NotFoundError', 'There is no such Team in this Account.')
    return team
  })
}

export function accountById(state: State, accountId: string): Account {
  const account = state.data.accounts[accountId]
  if (!account) throw new Refusal('NotFoundError', `There is no Account ${accountId}.`)
  return account
}
