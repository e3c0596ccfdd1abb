import type { Message } from '@hubward/plugin'
import { FETCHES } from './fetching.ts'
import { expect, type Rule, show, skip } from './rule.ts'
import { expectNone, NO_SECRET_ADDRESS, secretsOf } from './secrets.ts'
import { type Stage, written } from './stage.ts'

/** Pictures and files that messages show. */
export function mediaRules(stage: Stage): Rule[] {
  const { openMedia, receive } = stage.plugin
  // Who opens nothing and takes no files shows what everybody may see.
  const ofTheHost = openMedia !== undefined || receive !== undefined
  const rules: Rule[] = [
    {
      name: 'pictures and files of the host’s can be opened',
      why: 'a Ticket shows them for as long as it lives: an address that leads nowhere is a broken picture',
      guide: 'Messages',
      needs: [FETCHES],
      async run() {
        const scene = await stage.arranged()
        const urls = urlsOf(await stage.fetchAll(scene)).filter((url) => /\/media\//.test(url))
        if (urls.length === 0) skip('no message of the trial shows a picture or file by the host')
        for (const url of new Set(urls)) {
          const { content, mimeType } = await scene.host.openUrl(url)
          expect(content.length > 0, `something behind ${show(url)}`, 'nothing')
          expect(/^[\w.+-]+\/[\w.+-]+$/.test(mimeType), 'a MIME type', show(mimeType))
        }
      },
    },
    {
      name: NO_SECRET_ADDRESS,
      why: 'SocialHub and everybody who sees the Ticket know its addresses',
      guide: 'The rules',
      needs: [FETCHES],
      async run() {
        const secrets = secretsOf(stage)
        const urls = urlsOf(await stage.fetchAll(await stage.arranged()))
        if (urls.length === 0) skip('no message of the trial shows a picture or file')
        expectNone(secrets, urls, 'in the address of a picture or file')
        for (const url of urls) {
          const { username, password } = new URL(url)
          expect(
            username + password === '',
            'an address without a name and a password',
            'one with them',
          )
        }
      },
    },
  ]
  return ofTheHost ? rules : rules.slice(1)
}

function urlsOf(messages: readonly Message[]): string[] {
  return written(messages).flatMap(({ interaction }) => {
    const { pictures = [], attachments = [], interactor } = interaction
    const shown = pictures.flatMap(({ small, large }) => [small, large])
    return [...shown, ...attachments.map(({ url }) => url), interactor?.picture].filter(
      (url) => url !== undefined,
    )
  })
}
