import type { Draft, SessionState, View } from '../store/session-state.ts'

/** The drafts that shall become Channels. */
export function chosenDrafts(state: SessionState): readonly Draft[] {
  return state.drafts.filter((draft) => draft.chosen)
}

/** Whether nothing more can be done: neither SocialHub's token nor an agency's link is left. */
export function isOver({ creationToken, link }: SessionState): boolean {
  return creationToken === '' && link === undefined
}

/** Forgets everything secret: nothing more is to be done in this session. */
export function finished(state: SessionState, view: View): SessionState {
  const drafts = state.drafts.map((draft) => ({
    ...draft,
    account: { ...draft.account, credentials: null },
  }))
  const { link: _, ...rest } = state
  return { ...rest, view, drafts, settings: {}, creationToken: '', busyUntil: null }
}
