import { hash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import t from 'tap'
import { wordsOf } from '../../host/src/web/words/index.ts'
import { linksOf } from '../src/checks/markdown.ts'
import { ROOT } from './docs/pages.ts'

const GUIDE = 'docs/guides/customer'
const LANGUAGES = ['de', 'fr'] as const
/** What the guide quotes of the pages. */
const QUOTED = [
  'failure.expired-token.title',
  'failure.duplicate-channel.title',
  'failure.channel-limit.title',
  'failure.unknown-outcome.title',
  'action.again',
] as const

const read = (path: string) => readFile(`${ROOT}${path}`, 'utf8')

/** The outline of a page: what a translation has as well, in the same order. */
function outlineOf(page: string): string[] {
  return page.split('\n').flatMap((line) => {
    const [, mark] = /^(#+ |\d+\. |\| |\*\*|!\[)/.exec(line) ?? []
    if (mark === undefined) return line === '' || line.startsWith('<!--') ? [] : ['text']
    return [mark === '| ' ? `table of ${line.split(' | ').length}` : mark]
  })
}

const targetsOf = (page: string) =>
  linksOf(page)
    .map(({ target }) => target)
    .filter((target) => !/^customer\.(\w+\.)?md$/.test(target))

t.test('the Customer’s guide says the same in every language', async (t) => {
  const english = await read(`${GUIDE}.md`)
  const checksum = hash('sha256', english, 'hex').slice(0, 16)
  t.ok(outlineOf(english).length > 40)
  for (const language of LANGUAGES) {
    const page = await read(`${GUIDE}.${language}.md`)
    t.match(
      page,
      `<!-- translation of customer.md, checksum: ${checksum} -->`,
      `${GUIDE}.${language}.md is a translation of the present English page; bring it up to date, then write ${checksum} into its second line`,
    )
    t.same(outlineOf(page), outlineOf(english), `${language}: sections, lists and tables`)
    t.same(targetsOf(page), targetsOf(english), `${language}: links and pictures`)
    t.same(page.match(/\S+@socialhub\.io/g), english.match(/\S+@socialhub\.io/g))
  }
})

t.test('what it quotes of the pages stands there so', async (t) => {
  for (const [language, file] of [
    ['en', `${GUIDE}.md`],
    ...LANGUAGES.map((one) => [one, `${GUIDE}.${one}.md`] as const),
  ] as const) {
    const page = await read(file)
    for (const word of QUOTED) t.match(page, wordsOf(language)(word), `${language}: ${word}`)
  }
})
