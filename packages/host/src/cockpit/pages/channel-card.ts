import { html } from 'ghtml'
import type { CockpitChannel } from '../../store/cockpit-overview.ts'
import { may } from '../actions.ts'
import { causeOf, cureFor, stateName } from '../cure.ts'
import type { CockpitFrame } from '../frame.ts'
import { moment } from '../moment.ts'

/** One Channel that needs somebody: why, since when, whose turn it is, and the one thing that helps. */
export function channelCard(frame: CockpitFrame, channel: CockpitChannel): string {
  const { say, base, operator } = frame
  const { channelId, name, label, accountId, integration, state, since, health } = channel
  const cure = cureFor(channel)
  const address = `${base}/channels/${channelId}`
  const isAllowed = operator !== undefined && may(operator.role, cure.action)
  return html`<article class="need ${health}">
    <h3><a href="${address}">${name}</a></h3>
    <p class="quiet"><a href="${base}/customers/${accountId}">${label ?? accountId}</a> · ${integration}</p>
    <p><strong class="health ${health}">${stateName(state, say)}</strong> !${moment(frame, since)}. ${causeOf(channel, say)}</p>
    <p class="turn">${say(`turn.${cure.whose}`)}</p>
    !${
      isAllowed
        ? html`<p class="do"><a class="button" href="${address}${cure.path}">${say(cure.does)}<span class="unseen">: ${name}</span></a></p>`
        : ''
    }
  </article>`
}
