/** One way in which access ends, or seems to: what each side sees of it, and the test that plays it. */
export interface AccessEnd {
  readonly host: string
  readonly socialhub: string
  readonly customer: string
  readonly agency: string
  readonly communityManager: string
  /** A file below `packages/host/test`, and the title of a test in it. */
  readonly test: readonly [file: string, title: string]
}

const NOTHING = 'Nothing.'

/**
 * Every way in which access ends, or seems to end and must not. The page in `docs/` is made from this
 * table, and a test looks up the test that each row names.
 */
export const ACCESS_ENDS: Readonly<Record<string, AccessEnd>> = {
  'The Network refuses one grant': {
    host: '`needs-authentication`, once it was refused twice at least 10 seconds apart. Published replies are confirmed, the rest is reset.',
    socialhub: 'One `DELETE /channel`; the Channel is deactivated. No further call.',
    customer:
      'A mail of SocialHub, then a page that leads through authentication; the last one says why it had stopped.',
    agency: 'The notice `channel.needs-authentication`, with the Network’s answer as cause.',
    communityManager:
      'Waiting replies come back as failed, with the reason in the Channel’s language. No new Tickets.',
    test: ['ending.test.ts', 'the end of one grant'],
  },
  'The Channel comes back with the grant renewed': {
    host: '`active` under a new token; fetching goes on at the stored position.',
    socialhub: 'The Channel is active, the old Access Token is refused.',
    customer: '“Your Channel is active again”.',
    agency: 'The notice `channel.active`.',
    communityManager:
      'What was written meanwhile arrives once. A failed reply that is sent again is published once.',
    test: ['reactivation.test.ts', 'the Network refused its grant'],
  },
  'An access token runs out, and can be refreshed': {
    host: 'Refreshes ahead of expiry, or after one refused call, and repeats the call once.',
    socialhub: 'The new `expirationTime`.',
    customer: NOTHING,
    agency: NOTHING,
    communityManager: NOTHING,
    test: ['refresh.test.ts', 'a refused call refreshes once and is repeated once'],
  },
  'A host dies while it exchanges a refresh token': {
    host: 'Waits until the exchange has ended for certain, and tries once more. Only where the Network refuses that: `needs-authentication`.',
    socialhub: 'Nothing, or `DELETE /channel`.',
    customer: 'Nothing, or a mail of SocialHub and the page.',
    agency: 'Nothing, or the notice `channel.needs-authentication` with the time of the exchange.',
    communityManager: 'Nothing, or waiting replies that failed with the reason.',
    test: ['refresh.test.ts', 'a host is killed during an exchange'],
  },
  'The Network is down': {
    host: 'Tries again with growing pauses. 50 of 50 Channels stay `active`.',
    socialhub: NOTHING,
    customer: NOTHING,
    agency:
      'Warnings in the log, `hubward_network_errors_total` and `hubward_fetch_age_seconds` grow.',
    communityManager: 'Messages arrive later.',
    test: ['ending.test.ts', 'the Network is down'],
  },
  'The client secret of the agency’s app has expired': {
    host: 'No Channel ends: 50 of 50 stay `active`. It goes on by itself once the secret is replaced.',
    socialhub: NOTHING,
    customer: NOTHING,
    agency: 'The notice `app.refused`, once; `app.accepted` when it is mended.',
    communityManager: 'Messages arrive later; replies wait, and fail after an hour.',
    test: ['ending.test.ts', 'the client secret has expired'],
  },
  'The Network refuses many grants for a while': {
    host: 'Puts a brake on: no Channel ends. It comes off when one of them works again.',
    socialhub: NOTHING,
    customer: NOTHING,
    agency: 'The notices `brake.on` and `brake.off`.',
    communityManager: 'Messages arrive later; replies wait, and fail after an hour.',
    test: ['ending.test.ts', 'the Network refuses every grant for a while'],
  },
  'Many grants are really gone': {
    host: 'Held by the brake until the agency confirms; then `needs-authentication`.',
    socialhub: 'A `DELETE /channel` for each.',
    customer: 'A mail of SocialHub and the page, each for its own Channel.',
    agency: 'The notice `brake.on`; runs `hubward channel end ‹integration› --confirm`.',
    communityManager: 'Waiting replies come back as failed, with the reason.',
    test: ['ending.test.ts', 'the grants are really gone, and the operator says so'],
  },
  'The Network asks for a pause': {
    host: 'Waits at least as long, also after a restart. The Channel stays `active`.',
    socialhub: NOTHING,
    customer: NOTHING,
    agency: '`hubward_network_errors_total` counts `rate-limited`.',
    communityManager: 'Messages and replies come later.',
    test: ['refresh.test.ts', 'a pause that the Network asked for outlasts a restart'],
  },
  'SocialHub asks for a pause': {
    host: 'Makes no call for this Channel before the pause is over, also after a restart.',
    socialhub: 'Silence until then.',
    customer: NOTHING,
    agency: '`hubward_socialhub_errors_total` counts `TooManyRequestsError`.',
    communityManager: 'Tickets arrive later.',
    test: [
      'ending.test.ts',
      'a pause that SocialHub asked for holds for everything, and outlasts a restart',
    ],
  },
  'The Customer switches the Channel off': {
    host: '`disabled`, once SocialHub confirms it. Everything waits.',
    socialhub: 'Deactivated; answers 403.',
    customer:
      'Clicks “Reactivate”; a page leads through authentication; the last one says why it had stopped.',
    agency: 'The notice `channel.disabled`, later `channel.active`.',
    communityManager:
      'Nothing new meanwhile. Then published replies are confirmed, waiting ones sent, those older than their lifetime fail with the reason.',
    test: ['reactivation.test.ts', 'switched off by the Customer'],
  },
  'The Customer creates a new Access Token, Reusable Manifest': {
    host: '`revoked` after one 401; the dead token is not used again.',
    socialhub: 'The Channel is active, without anybody who serves it.',
    customer: 'Reconnects the Channel; the last page says that a new token was created.',
    agency: 'The notice `channel.revoked`, later `channel.active`.',
    communityManager: 'Replies wait, and are published once after the reconnect.',
    test: ['reactivation.test.ts', 'its Access Token was replaced'],
  },
  'The Customer creates a new Access Token, Custom Channel': {
    host: '`revoked` after one 401; `active` again once the new token was handed over.',
    socialhub: 'Has removed the webhook; gets it back with the new token.',
    customer: 'Hands the new token to the agency.',
    agency: 'The notice `channel.revoked`; runs `hubward channel token`.',
    communityManager: 'Replies stay unsent at SocialHub while the webhook is gone.',
    test: [
      'custom.test.ts',
      'a replaced Access Token: the operator is told, and hands the new one over',
    ],
  },
  'A Custom Channel has to authenticate again': {
    host: 'Takes the same account only; the Access Token stays.',
    socialhub: NOTHING,
    customer: 'A link of the agency; it works once.',
    agency: 'Runs `hubward channel reconnect-link` and sends the link.',
    communityManager: NOTHING,
    test: [
      'custom.test.ts',
      'a Customer authenticates again by a link, with the same account only',
    ],
  },
  'Somebody reconnects with another account': {
    host: 'Changes nothing.',
    socialhub: 'The Channel stays deactivated.',
    customer: 'A page names both accounts and offers to start again, or to go back.',
    agency: 'A line in the log.',
    communityManager: NOTHING,
    test: ['reactivation.test.ts', 'with another account it does not'],
  },
  'A late answer concerns an older token': {
    host: 'Changes nothing: tokens have generations, and a `disabled` event is confirmed by `GET /`.',
    socialhub: 'One `GET /`.',
    customer: NOTHING,
    agency: NOTHING,
    communityManager: NOTHING,
    test: ['ending.test.ts', 'a late answer about an older token changes nothing'],
  },
  'The agency pauses a Channel': {
    host: '`paused`; everything waits until `hubward channel resume`.',
    socialhub: NOTHING,
    customer: NOTHING,
    agency: 'The notices `channel.paused` and `channel.active`.',
    communityManager: 'Messages and replies come later.',
    test: ['commands-channel.test.ts', 'paused, it waits; resumed, it goes on'],
  },
  'A Channel stands still for 90 days': {
    host: 'Erases its credentials; a paused one becomes `needs-authentication`.',
    socialhub: 'Nothing; for a paused one `DELETE /channel`.',
    customer: 'Has to authenticate before it works again.',
    agency: 'The cause says so; for a paused one the notice `channel.needs-authentication`.',
    communityManager: NOTHING,
    test: ['erasure.test.ts', 'a Channel that stands still for 90 days keeps no credentials'],
  },
  'The agency removes a Channel': {
    host: 'Gives the grant back to the Network and erases all but counts and dates.',
    socialhub: '`DELETE /channel`; its Tickets stay.',
    customer: 'A mail of SocialHub.',
    agency: 'Runs `hubward channel remove`.',
    communityManager: 'No new Tickets; waiting replies come back as failed.',
    test: [
      'erasure.test.ts',
      'a Channel is removed while hosts run, and nothing but counts and dates is left',
    ],
  },
  'An Account that the agency does not serve connects': {
    host: 'Gives the Channel back and keeps nothing of it.',
    socialhub: 'The Channel is created and deactivated.',
    customer: 'A page says that this Account is not served here.',
    agency: 'A line in the log.',
    communityManager: NOTHING,
    test: ['accounts.test.ts', 'a Channel of any other is given back, and the page says why'],
  },
  'Another Account connects the same account of the Network': {
    host: 'The former Channel is `ended`: without credentials, and nothing of it passes to the other Account. The later one begins anew.',
    socialhub:
      'Allows it only once it has forgotten the former Channel’s Network ID. `DELETE /channel` for that one, as far as its token works.',
    customer: 'Each sees its own Channel only; the former one’s gets a mail of SocialHub.',
    agency: 'The notice `channel.ended`; runs `hubward channel remove` if that is right.',
    communityManager:
      'In the former Channel’s Inbox waiting replies come back as failed, with the reason; no new Tickets.',
    test: ['another-account.test.ts', 'another Account connects the same account of a Network'],
  },
  'The creation token runs out on the way': {
    host: 'Makes no Channel.',
    socialhub: 'Answers 401, or is not asked.',
    customer: 'A page says that 30 minutes are over, and leads back to SocialHub.',
    agency: 'A line in the log.',
    communityManager: NOTHING,
    test: ['onboarding.test.ts', 'the token expires on the way'],
  },
  'The host’s clock is wrong': {
    host: 'Refuses well-signed requests that are more than five minutes off.',
    socialhub: 'Answers of 401 to its webhook requests; it tries a few times.',
    customer: NOTHING,
    agency: 'The notice `clock.wrong`, with how many seconds; at most once an hour.',
    communityManager: 'Replies stay unsent.',
    test: ['notices.test.ts', 'of a wrong clock'],
  },
  'The webhook’s secret is wrong': {
    host: 'Refuses the requests and counts them.',
    socialhub: 'Answers of 401 to its webhook requests.',
    customer: NOTHING,
    agency: 'The notice `webhook.refused`, once an hour for each reason.',
    communityManager: 'Replies stay unsent.',
    test: ['notices.test.ts', 'of refused webhook requests: once an hour for each reason'],
  },
  'A sealing key is missing or wrong': {
    host: 'Does not start.',
    socialhub: 'Nothing; its webhook requests find nobody.',
    customer: NOTHING,
    agency: 'A sentence names the key.',
    communityManager: 'Nothing new until it is mended.',
    test: ['keys.test.ts', 'a missing or wrong key stops the start with a clear sentence'],
  },
}
