import { CHANNEL_STATES, type ChannelState, cureOf } from '../channel.ts'
import type { NoticeKind, Subject } from '../store/notices.ts'

interface Kind {
  /** What happened, in one line. */
  readonly title: (subject: Subject) => string
  /** What the operator can do about it. */
  readonly cure: (subject: Subject) => string
}

const channelOf = ({ channel }: Subject) => `the Channel “${channel?.name ?? 'unknown'}”`
const named = (subject: Subject) => channelOf(subject).replace('the', 'The')
const requests = ({ count }: Subject) => (count === 1 ? 'A request' : `${count} requests`)
const nextStep =
  (state: ChannelState): Kind['cure'] =>
  ({ channel }) => {
    if (!channel) return CHANNEL_STATES[state].nextStep
    const { kind, socialhubChannelId: channelId, waitsFor } = channel
    if (waitsFor !== null) {
      return `Nothing is to be done: it goes on by itself once the Custom Channel ${waitsFor} has handed over.`
    }
    return cureOf({ state, kind, channelId })
  }

/** How everything that the operator is told is put into words. The docs list it from here. */
export const NOTICES = {
  'channel.needs-authentication': {
    title: (subject) => `${named(subject)} lost its access to the Network`,
    cure: nextStep('needs-authentication'),
  },
  'channel.disabled': {
    title: (subject) => `${named(subject)} was switched off at SocialHub`,
    cure: nextStep('disabled'),
  },
  'channel.revoked': {
    title: (subject) => `${named(subject)} has an Access Token that SocialHub refuses`,
    cure: nextStep('revoked'),
  },
  'channel.paused': {
    title: (subject) => `${named(subject)} was paused`,
    cure: nextStep('paused'),
  },
  'channel.ended': {
    title: (subject) => `${named(subject)} ended: another SocialHub Account took its place`,
    cure: nextStep('ended'),
  },
  'channel.active': {
    title: (subject) => `${named(subject)} works again`,
    cure: () => 'Nothing is to be done.',
  },
  'channel.fetch-refused': {
    title: (subject) => `${named(subject)} can’t be fetched`,
    cure: ({ channel }) =>
      `It is tried again by itself. If the cause is the Channel’s own settings, send its Customer a link: hubward channel settings-link ${channel?.socialhubChannelId ?? '<channelId>'}. It says there why, where the plugin has a sentence for it.`,
  },
  'ledger.unaccounted': {
    title: (subject) => `Not all that came in for ${channelOf(subject)} is accounted for`,
    cure: ({ channel }) =>
      `Run hubward prove --channel ${channel?.socialhubChannelId ?? '<channelId>'}: it says what is lost, doubled or altered, on which day, and what to do.`,
  },
  'brake.on': {
    title: ({ integration }) => `Many Channels of ${integration} were refused together`,
    cure: ({ integration }) =>
      `No Channel was ended. If the Network or your app there is out of order, wait or mend that: it goes on by itself. If the grants are really gone, run: hubward channel end ${integration} --confirm`,
  },
  'brake.off': {
    title: ({ integration }) => `The Channels of ${integration} are no longer held back`,
    cure: () => 'Nothing is to be done.',
  },
  'app.refused': {
    title: ({ integration }) => `The Network refuses the app or the settings of ${integration}`,
    cure: () =>
      'No Channel ends for this, but none can be refreshed or used until it is mended: check the client secret and the other settings of the integration, and the app at the Network.',
  },
  'app.accepted': {
    title: ({ integration }) => `The Network accepts the app of ${integration} again`,
    cure: () => 'Nothing is to be done.',
  },
  'onboarding.failed': {
    title: ({ integration, count }) =>
      `${count === 1 ? 'A Customer' : `Customers (${count} times)`} could not connect a Channel of ${integration}`,
    cure: () =>
      'The Network refuses the integration’s app or settings, or SocialHub refuses what it was sent: look at the cause, and in the log for this integration.',
  },
  'webhook.refused': {
    title: (subject) => `${requests(subject)} to the webhook of ${subject.integration} refused`,
    cure: () =>
      'SocialHub’s own requests look like this when the webhook’s secret here and in the Manifest differ: compare them with hubward manifest check. If they agree, somebody else sends these requests, and nothing was accepted.',
  },
  'hosts.away': {
    title: () => 'No host was there to answer SocialHub',
    cure: () =>
      'Run "hubward away": it writes a text for each Account that says between when and when Ticket Actions may be lost, ready to be forwarded. Keep two hosts, and this doesn’t happen again.',
  },
  'integration.missing': {
    title: ({ integration }) => `The integration ${integration} is configured and does not run`,
    cure: () =>
      'Its Channels neither fetch nor answer; all others work. Mend what the cause names in the configuration or the plugin ("hubward plugins" says whether it would run now), then restart the hosts one after the other.',
  },
  'integration.gone': {
    title: ({ integration }) => `Channels of ${integration} stand still: it is not configured`,
    cure: () =>
      'What SocialHub sends for them is kept. Put the integration back into the configuration under this name, then restart the hosts one after the other; what waits is done then, or reset as too late. If it is gone for good, end its Channels: "hubward channel remove".',
  },
  'disk.full': {
    title: () => 'The disk of PostgreSQL is full',
    cure: () =>
      'Make room there, or give it a larger disk. Until then hosts take nothing in and answer 503, so that SocialHub delivers again; nothing is lost that was acknowledged, and all goes on by itself. Each host tells this once.',
  },
  'manifest.promoted': {
    title: ({ integration }) =>
      `The Manifest of a Custom Channel of ${integration} was promoted to a Reusable Manifest`,
    cure: ({ integration }) =>
      `Nothing is to be mended: the Channel goes on, and Customers can add others. From now on publicUrl and the name ${integration} can’t change, and only the SocialHub Team changes the Manifest. Run hubward manifest check ${integration}, and hubward channel move for each other Custom Channel of it.`,
  },
  'manifest.promoted-twice': {
    title: ({ integration }) => `A second Manifest of ${integration} was promoted`,
    cure: ({ integration }) =>
      `The Custom Channel goes on, but Customers who click “Add Channel” at the second one are refused. Ask the SocialHub Team to withdraw that promotion; hubward manifest diff ${integration} names the Manifest that this integration has.`,
  },
  'worker.given-up': {
    title: ({ integration, count }) =>
      `${count === 1 ? 'A worker' : `${count} workers`} of ${integration} can’t be ended`,
    cure: () =>
      'The plugin is in native code, such as a regular expression or normalize over a long text, which nothing interrupts: it takes a processor until it is done, and other workers do the plugin’s work. The log names the call: tell the plugin’s author. hubward_workers_unended says how many are left; a restart of the host ends them.',
  },
  'visitor-mail.refused': {
    title: () => 'The mail server refuses mails to visitors',
    cure: () =>
      'Check visitorMail.smtpUrl (user, password, port) and whether the server lets this user send as visitorMail.from. Mails are tried again for a day; the answers stand on the visitors’ pages all the same.',
  },
  'visitor-mail.unopened': {
    title: ({ count }) =>
      `${count === 1 ? 'A mail to a visitor was' : `${count} mails to visitors were`} given up: no host can open what is sealed`,
    cure: () =>
      'The log names each mail and what went wrong. Most often a key is missing that sealed it: put it back under the keys of every host. What was given up is not sent any more; the answers stand on the visitors’ pages all the same.',
  },
  'clock.wrong': {
    title: (subject) =>
      `${requests(subject)} to the webhook of ${subject.integration} came with the wrong time`,
    cure: () =>
      'Compare this machine’s clock with an NTP server: with a wrong clock replies are lost. If it is right, somebody sent old requests again, and nothing was accepted.',
  },
} as const satisfies Record<NoticeKind, Kind>
