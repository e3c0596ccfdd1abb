import { spawnSync } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import t from 'tap'

t.setTimeout(300_000)

const MAIN = fileURLToPath(new URL('../src/main.ts', import.meta.url))

t.test('what a run can’t take is said in a sentence, and nothing begins', async (t) => {
  const folder = t.testdir({ damaged: { 'settings.json': '{"seed":' } })
  const nowhere = join(folder, 'nowhere')
  const file = join(folder, 'file')
  await writeFile(file, '')
  const refused: readonly (readonly [readonly string[], RegExp])[] = [
    [['--status', '--folder', nowhere], /^No long run was begun in /],
    [['--stop', '--folder', nowhere], /^No long run was begun in /],
    [['--resume', '--folder', nowhere], /^No long run was begun in /],
    [['--resume', '--status'], /'--resume' cannot be used with option '--status'/],
    [['--stop', '--status'], /'--status' cannot be used with option '--stop'/],
    [['--long', '--folder', file], /file is not a folder\.$/m],
    [['--status', '--folder', join(folder, 'damaged')], /settings\.json can’t be read: /],
    [['--long', '--mailboxes', '2'], /^A long run has no mailboxes/],
    [['--messages', '5', '--spare-hosts'], /^A long run has no mailboxes, and kills hosts/],
    [['--cluster', '--mailboxes', '2'], /^With mailboxes there is no cluster/],
    [['--minutes', 'soon'], /It is a number above 0/],
  ]
  for (const [words, sentence] of refused) {
    const { status, stdout, stderr } = spawnSync(process.execPath, [MAIN, ...words], {
      encoding: 'utf8',
    })
    const typed = words.join(' ')
    t.equal(status, 1, typed)
    t.match(stderr, sentence, typed)
    t.notMatch(stderr, /^\s+at /m, `${typed}: no stack trace`)
    t.equal(stdout, '', `${typed}: nothing began`)
  }
})
