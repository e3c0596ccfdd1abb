import { readFile } from 'node:fs/promises'
import t from 'tap'
import { MISTAKES_OF_VISITOR_MAIL } from './fixtures/mistakes-of-visitor-mail.ts'
import { mistakesTable } from './fixtures/mistakes-table.ts'
import { everyRule, outcomeOf, outcomeOverSockets } from './fixtures/outcome.ts'
import { PLANTED } from './fixtures/planted.ts'
import plaza from './fixtures/plaza.ts'
import post from './fixtures/post.ts'
import { ANSWERS_REPLACE, singleAnswers } from './fixtures/single-answers.ts'

t.setTimeout(600_000)

/**
 * Each mistake is tried with the rule that is meant; every third one with all rules, of which no other
 * may say a word. With `--all` each of them: it takes three times as long.
 */
const EVERY = process.argv.includes('--all') ? 1 : 3

/**
 * Rules that send a message of their own to see its mail: where no message comes in at all, these break
 * beside the rule that is meant. They are tried with the mistakes that are theirs.
 */
const OF_MAIL = new Set(MISTAKES_OF_VISITOR_MAIL.map(({ caught }) => caught))

t.test('a plugin that keeps all rules passes them all, and none is skipped', async (t) => {
  t.same(await outcomeOf(plaza), { broken: [], skipped: [] })
})

t.test('so does one with a single answer to each message', async (t) => {
  t.same(await outcomeOf(singleAnswers, everyRule, ANSWERS_REPLACE), { broken: [], skipped: [] })
})

t.test('so does one that speaks a protocol of its own', async (t) => {
  const { broken } = await outcomeOverSockets(post)
  t.same(broken, [])
})

t.test('there are many mistakes, and each has a name of its own', async (t) => {
  t.ok(PLANTED.length >= 90, `${PLANTED.length} mistakes are planted`)
  t.equal(new Set(PLANTED.map(({ mistake }) => mistake)).size, PLANTED.length)
})

t.test('the list of mistakes and rules is as the tests have it', async (t) => {
  const list = await readFile(new URL('../mistakes.md', import.meta.url), 'utf8')
  t.equal(list, mistakesTable(), 'made by packages/testkit/test/fixtures/mistakes-table.ts')
})

for (const [index, { mistake, caught, tryOut }] of PLANTED.entries()) {
  t.test(`found: ${mistake}`, async (t) => {
    const all = (name: string) => name === caught || (everyRule(name) && !OF_MAIL.has(name))
    const { broken } = await tryOut(index % EVERY === 0 ? all : (name) => name === caught)
    t.same(
      broken.map(({ name }) => name),
      [caught],
      'by that rule and no other',
    )
    for (const { message } of broken) {
      t.match(message, /^Expected: .+\nFound: .+\nWhy it matters: .+\nWhere to look: .+“.+”$/s)
    }
  })
}
