import type { HostContext } from '../host-context.ts'
import { withCreationLock } from '../store/creation-attempts.ts'
import { reusableManifest } from '../store/manifests.ts'
import type { Session } from '../store/onboarding-sessions.ts'
import type { SessionErrand, SessionState } from '../store/session-state.ts'
import { PageFailure } from '../web/failure.ts'
import { type Attempt, openDrafts } from './channel-draft.ts'
import { connectChannel } from './connect-channel.ts'
import { createChannel } from './create-channel.ts'

const AT_A_TIME = 2

/** How an account becomes a Channel; each is harmless to repeat. */
const BECOMES: Readonly<
  Record<SessionErrand['kind'], (context: HostContext, attempt: Attempt) => Promise<void>>
> = { create: createChannel, reactivate: createChannel, connect: connectChannel }

/** Makes Channels of what a session's Customer chose. */
export interface ChannelCreator {
  /**
   * Calls POST /channels for each account that has no outcome yet. Harmless to repeat: SocialHub
   * finds the Channel by its `networkId`, and we by the same. Ends at once where an attempt for one
   * of them is running already, here or in another host.
   */
  create(session: Session): Promise<void>
  /** Whether an attempt for one of the session's accounts is running at this moment. */
  running(session: Session): Promise<boolean>
}

export function createChannelCreator(context: HostContext): ChannelCreator {
  const inTurn = atATime(AT_A_TIME)
  return {
    async create(session) {
      const manifest = await manifestOf(context, session)
      const become = BECOMES[session.state.errand.kind]
      for (const { place, account } of openDrafts(session.state)) {
        const held = await inTurn(() =>
          withCreationLock(context.db, manifest, account.networkId, (connection) =>
            become(context, { connection, manifest, sessionId: session.id, place }),
          ),
        )
        if (!held) return
      }
    },
    async running(session) {
      const [next] = openDrafts(session.state)
      if (!next) return false
      const manifest = await manifestOf(context, session)
      const { networkId } = next.account
      return !(await withCreationLock(context.db, manifest, networkId, () => Promise.resolve()))
    },
  }
}

/** A session before another attempt: what failed is open again. */
export function reopened(state: SessionState): SessionState {
  const drafts = state.drafts.map((draft) =>
    draft.outcome?.kind === 'failed' ? { ...draft, outcome: null } : draft,
  )
  return { ...state, drafts }
}

async function manifestOf({ db }: HostContext, { integration, state }: Session): Promise<string> {
  const { errand } = state
  if (errand.kind === 'connect' && errand.link) return errand.link.manifest
  const manifest = await reusableManifest(db, integration)
  if (!manifest) throw new PageFailure('not-published')
  return manifest.id
}

/**
 * Lets `places` pieces of work run at a time, the others in the order in which they came. Each holds
 * a database connection for as long as SocialHub takes to answer, and there are few of those.
 */
function atATime(places: number): <Result>(work: () => Promise<Result>) => Promise<Result> {
  const waiting: (() => void)[] = []
  let free = places

  return async (work) => {
    if (free > 0) free -= 1
    else await new Promise<void>((resolve) => waiting.push(resolve))
    try {
      return await work()
    } finally {
      const next = waiting.shift()
      // The place is handed over, so that nobody who comes just now overtakes.
      if (next) next()
      else free += 1
    }
  }
}
