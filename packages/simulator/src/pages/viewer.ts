import type { FastifyRequest } from 'fastify'
import type { Account, User } from '../state/model.ts'
import type { State } from '../state/state.ts'

/** Whose pages these are: the simulator has no login, so the browser's cookie names the Account. */
export interface Viewer {
  account: Account
  accounts: Account[]
  /** The community manager who acts in the Inbox. */
  user: User | undefined
  unread: number
}

const COOKIE = 'simulator-account'

/** The Account the browser chose, else the first; nothing while there is no Account at all. */
export function viewerOf({ data }: State, request: FastifyRequest): Viewer | undefined {
  const accounts = Object.values(data.accounts)
  const chosen = data.accounts[chosenAccount(request.headers.cookie)]
  const account = chosen ?? accounts[0]
  if (!account) return undefined
  const users = Object.values(data.users).filter(({ accountId }) => accountId === account.id)
  const user = users.find(({ role }) => role === 'agent') ?? users[0]
  const unread = Object.values(data.tickets).filter(
    (ticket) =>
      ticket.accountId === account.id &&
      ticket.unread &&
      !ticket.hidden &&
      ticket.status === 'inbox',
  ).length
  return { account, accounts, user, unread }
}

export function accountCookie(accountId: string): string {
  return `${COOKIE}=${accountId}; Path=/; HttpOnly; SameSite=Lax`
}

function chosenAccount(cookies = ''): string {
  return new RegExp(`(?:^|; )${COOKIE}=([a-f0-9]{24})(?:;|$)`).exec(cookies)?.[1] ?? ''
}
