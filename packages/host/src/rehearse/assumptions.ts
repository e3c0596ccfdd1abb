/** Something that neither SocialHub's documentation nor recorded traffic tells. */
export interface Assumption {
  readonly id: string
  /** What a rehearsal asks SocialHub. */
  readonly question: string
  /** What our simulator does until it is answered. */
  readonly assumed: string
  /** On which of the two ways into SocialHub it can be seen. */
  readonly path: 'custom' | 'reusable'
}

/**
 * Every assumption that host and simulator share. The simulator's README lists the same, compared by a
 * test; a rehearsal answers each from what happens.
 */
export const ASSUMPTIONS = [
  of('webhook-shown', 'custom', {
    question: 'Do answers show the Manifest’s webhook?',
    assumed: 'The answers show the Manifest’s webhook, secret included.',
  }),
  of('unknown-fields', 'custom', {
    question: 'What becomes of a field that SocialHub doesn’t know?',
    assumed: 'A body may hold fields that SocialHub doesn’t know; they are dropped.',
  }),
  of('failed-test', 'custom', {
    question: 'What does a failed test request leave of the Manifest?',
    assumed:
      'A failed test request leaves the Manifest as it was, the rest of the same `PATCH` too.',
  }),
  of('fixed-field', 'custom', {
    question: 'What becomes of a change to a field that can’t change?',
    assumed: 'A field that can’t change is refused (400) when it comes with another value.',
  }),
  of('hidden-root', 'custom', {
    question: 'May a Ticket take the place of a hidden Root-Ticket?',
    assumed: 'A Ticket that arrives for a hidden Root-Ticket takes its place (201, no conflict).',
  }),
  of('webhook-timeout', 'custom', {
    question: 'How long does SocialHub wait for a webhook’s answer?',
    assumed: 'A webhook’s answer is waited for 10 seconds.',
  }),
  of('webhook-attempts', 'custom', {
    question: 'How often, and when, is an event brought again?',
    assumed: 'An event is brought 4 times in all: again after 1, 2 and 4 seconds.',
  }),
  of('redelivery-uuid', 'custom', {
    question: 'Does an event keep its uuid when it is brought again?',
    assumed: 'An event that is brought again keeps its `uuid`.',
  }),
  of('undelivered-reply', 'custom', {
    question: 'What does the agent see of a reply that could not be brought?',
    assumed: 'A reply whose event could not be delivered stays “sending”: nobody tells the agent.',
  }),
  of('reset-reopens', 'custom', {
    question: 'Is a Ticket back in the Inbox after a reset?',
    assumed: 'A reset brings the Ticket back into the Inbox.',
  }),
  of('success-after-reset', 'custom', {
    question: 'Does a success count after a reset?',
    assumed: 'A success counts for a Followup that was reset before (201).',
  }),
  of('reset-after-success', 'custom', {
    question: 'What answers a reset after a success?',
    assumed: 'Nothing is reset after a success (409).',
  }),
  of('retry-after-unit', 'custom', {
    question: 'In which unit is `Retry-After`?',
    assumed: '`Retry-After` is in seconds.',
  }),
  of('own-manifest-promoted', 'reusable', {
    question: 'Does a Custom Channel go on working when its own Manifest is promoted?',
    assumed:
      'A Custom Channel whose own Manifest is promoted keeps its token, and is a Channel of it.',
  }),
  of('active-match', 'reusable', {
    question: 'What answers `POST /channels` for a Channel that is active?',
    assumed:
      '`POST /channels` for a Channel that is still active answers 201 and replaces its token.',
  }),
  of('unique-name-taken', 'reusable', {
    question: 'With which code is a taken `uniqueName` refused?',
    assumed: 'A `uniqueName` that another Channel has is refused with `BadRequestError`.',
  }),
  of('settings-path', 'reusable', {
    question: 'At which path of `origin` is the Channels Settings Page?',
    assumed: 'The Channels Settings Page is at `/settings/channels` of the token’s `origin`.',
  }),
  of('event-after-delete', 'reusable', {
    question: 'Does an event follow `DELETE /channel`?',
    assumed: 'No event follows `DELETE /channel`.',
  }),
  of('webhook-after-token', 'reusable', {
    question: 'Do events of a Reusable Manifest still arrive after “Create new Token”?',
    assumed: 'A Reusable Manifest keeps its webhook when one of its Channels gets a new token.',
  }),
] as const satisfies readonly Assumption[]

export type AssumptionId = (typeof ASSUMPTIONS)[number]['id']

function of<const Id extends string>(
  id: Id,
  path: Assumption['path'],
  said: Pick<Assumption, 'question' | 'assumed'>,
): Assumption & { readonly id: Id } {
  return { id, path, ...said }
}
