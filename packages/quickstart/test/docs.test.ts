import { existsSync } from 'node:fs'
import { access, glob, readdir, readFile } from 'node:fs/promises'
import { dirname, join, normalize, sep } from 'node:path'
import { PLUGIN_ERROR_CODES } from '@hubward/plugin'
import t from 'tap'
import { parse } from 'yaml'
import { parseConfig } from '../../host/src/config.ts'
import { CRASH_POINTS } from '../../host/src/crash-points.ts'
import { anchorsOf, linksOf } from '../src/checks/markdown.ts'
import { BLOCKS } from './docs/blocks.ts'
import { exportedNames } from './docs/contract.ts'
import { blocksOf, firstColumn } from './docs/markdown.ts'
import { type Page, ROOT, readPages, rendered } from './docs/pages.ts'

const pages = await readPages()
const texts = new Map(pages.map(({ path, text }) => [path, text]))
const textOf = (path: string) => texts.get(path) ?? ''

t.test('there are pages, and every part made from the code is as the code says', async (t) => {
  t.ok(pages.length > 10, `${pages.length} pages were looked at`)
  for (const page of pages) {
    if (blocksOf(page.text).length === 0) continue
    const hint = 'up to date (if not: node packages/quickstart/test/docs/pages.ts)'
    t.equal(page.text, await rendered(page), `${page.path} is ${hint}`)
  }
})

t.test('whatever the code can say of itself stands on some page', async (t) => {
  const shown = pages.flatMap(({ text }) => blocksOf(text))
  t.same(shown.toSorted(), Object.keys(BLOCKS).toSorted(), 'each of it once')
})

t.test('every error code of a plugin has its line, and no line is left over', async (t) => {
  const listed = firstColumn(textOf('docs/reference/errors.md'), '## Errors of a plugin')
  t.same(listed.toSorted(), [...PLUGIN_ERROR_CODES].toSorted())
})

t.test(
  'whatever a plugin may import from the contract has its place in the reference',
  async (t) => {
    const names = await exportedNames()
    t.ok(names.size > 50, `${names.size} names were looked at`)
    const page = textOf('docs/reference/plugin-contract.md')
    const shown = [...page.matchAll(/^### `(\w+)`$/gm)].map(([, name = '']) => name)
    t.same(shown.toSorted(), [...names].toSorted())
  },
)

t.test('every point at which a host is killed has its line', async (t) => {
  const heading = '## What survives a crash, and why'
  t.same(firstColumn(textOf('docs/architecture.md'), heading), [...CRASH_POINTS])
})

t.test('links lead somewhere', async (t) => {
  const links = pages.flatMap((page) => linksOf(page.text).map((link) => ({ page, ...link })))
  t.ok(links.length > 20, `${links.length} links were looked at`)
  for (const { page, target } of links) {
    const problem = await brokenLink(page, target)
    t.equal(problem, undefined, `${page.path}: ${target}`)
  }
})

async function brokenLink(page: Page, target: string): Promise<string | undefined> {
  if (/^(https:|mailto:)/.test(target)) return undefined
  if (/^\w+:/.test(target)) return 'only https and mailto leave the repository'
  const [path = '', anchor] = target.split('#')
  const file = path === '' ? page.path : normalize(join(dirname(page.path), path))
  const found = await access(join(ROOT, file)).then(
    () => true,
    () => false,
  )
  if (!found) return `there is no ${file}`
  if (anchor === undefined) return undefined
  return anchorsOf(textOf(file)).includes(anchor) ? undefined : `${file} has no such heading`
}

t.test('every page can be reached from the index, and decisions are numbered', async (t) => {
  const listed = new Set(
    linksOf(textOf('docs/index.md')).map(({ target }) => normalize(join('docs', target))),
  )
  for (const { path } of pages) {
    if (path.startsWith('docs/') && path !== 'docs/index.md') {
      t.ok(listed.has(path), `docs/index.md leads to ${path}`)
    }
  }
  const decisions = pages.filter(({ path }) => path.startsWith('docs/decisions/'))
  const numbers = decisions.map(({ path }) => path.slice('docs/decisions/'.length).slice(0, 4))
  t.same(numbers, [...new Set(numbers)], 'no number is given twice')
  for (const [index, { path, text }] of decisions.entries()) {
    t.match(numbers[index], /^\d{4}$/, `${path} has a number`)
    t.ok(text.startsWith(`# ${numbers[index]}: `), `${path} begins with its number`)
  }
})

t.test('commands that the pages name exist', async (t) => {
  const scriptsOf = async (file: string) =>
    Object.keys(JSON.parse(await readFile(join(ROOT, file), 'utf8')).scripts)
  const ofPnpm = ['install', 'exec', 'add', 'changeset']
  // Authors of plugins read of those that every written plugin has.
  const written = await scriptsOf(
    'packages/create-hubward-plugin/templates/alone/package.template.json',
  )
  const known = new Set([...ofPnpm, ...written, ...(await scriptsOf('package.json'))])
  let count = 0
  for (const { path, text } of pages) {
    for (const [command, name = ''] of text.matchAll(/\b(?:npm run|pnpm|npm) ([a-z][\w:-]*)/g)) {
      if (/^npm (?!run)/.test(command) && !['start', 'test'].includes(name)) continue
      // A number or a sentence about the tool itself, such as "pnpm is".
      if (!new RegExp(`\`[^\`]*${command}|^ *${command}`, 'm').test(text)) continue
      count += 1
      t.ok(known.has(name), `${path}: ${command}`)
    }
  }
  t.ok(count > 5, `${count} commands were looked at`)
})

t.test('files and folders that the pages name exist', async (t) => {
  const all: string[] = []
  for await (const path of glob('{packages,plugins}/*/{src,test,bench,bin,templates}/**/*', {
    cwd: ROOT,
  })) {
    all.push(`/${path.split(sep).join('/')}`)
  }
  // The tutorial's plugin, which the reader writes.
  const ofReaders = /^plugins\/notice-board|\.template\./
  const fromRoot = /(?<![\w/.@-])(?:docs|packages|plugins|\.ci|\.vscode)\/[\w./-]*\w/g
  // A name alone is enough where it says which file is meant.
  const nameAlone = /(?<=`)[\w-][\w/-]*\.(?:ts|sql|mjs)(?=`)/g
  let count = 0
  for (const { path, text } of pages) {
    for (const [name] of [...text.matchAll(fromRoot), ...text.matchAll(nameAlone)]) {
      if (ofReaders.test(name)) continue
      count += 1
      const found = existsSync(join(ROOT, name)) || all.some((file) => file.endsWith(`/${name}`))
      if (!found) t.fail(`${path}: there is no ${name}`)
    }
  }
  t.ok(count > 100, `${count} names were looked at`)
})

t.test('every folder of the host is told of where its folders are', async (t) => {
  const entries = await readdir(join(ROOT, 'packages/host/src'), { withFileTypes: true })
  const folders = entries.filter((entry) => entry.isDirectory()).map(({ name }) => `${name}/`)
  t.ok(folders.length > 5, `${folders.length} folders were looked at`)
  for (const [page, heading] of [
    ['docs/architecture.md', '## Folders of the host'],
    ['packages/host/README.md', '## The folders'],
  ] as const) {
    const [, after = ''] = textOf(page).split(`\n${heading}\n`)
    const [section = ''] = after.split('\n## ')
    const cells = [...section.matchAll(/^\| ([^|]*) \|/gm)].map(([, cell]) => cell).join()
    const told = [...cells.matchAll(/`([\w-]+\/)`/g)].map(([, name]) => name)
    t.same(told.toSorted(), folders.toSorted(), page)
  }
})

t.test('configurations that the pages show are accepted', async (t) => {
  const shown = pages.flatMap(({ path, text }) =>
    [...text.matchAll(/```yaml\n# hubward\.yaml\n([\s\S]*?)```/g)].map(([, yaml = '']) => ({
      path,
      yaml,
    })),
  )
  t.ok(shown.length > 0, `${shown.length} were looked at`)
  for (const { path, yaml } of shown) t.ok(parseConfig(parse(yaml)), path)
})
