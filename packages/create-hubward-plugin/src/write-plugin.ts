import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { basename, dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Choices } from './choices.ts'
import { Refusal } from './refusal.ts'

const PACKAGE = fileURLToPath(new URL('..', import.meta.url))
const TEMPLATES = join(PACKAGE, 'templates')

/** A package of its own, or one in `plugins/` of Hubward's repository. */
export type Surroundings = 'alone' | 'repository'

/** The pages for authors, from the folder of a plugin. */
const INSTALLED = 'node_modules/@hubward/plugin/docs/'
const IN_REPOSITORY = '../../docs/'

/**
 * Writes a plugin: the files of `templates/every`, of the two choices, and of where it will live,
 * with the id and the name in place of those that stand in the templates.
 *
 * @throws Refusal when there is something at the folder already.
 */
export async function writePlugin(
  folder: string,
  choices: Choices,
  surroundings: Surroundings = 'alone',
): Promise<void> {
  await checkEmpty(folder)
  for (const layer of ['every', choices.authentication, choices.messages, surroundings]) {
    const from = join(TEMPLATES, layer)
    for (const entry of await readdir(from, { recursive: true, withFileTypes: true })) {
      if (!entry.isFile()) continue
      const file = join(entry.parentPath, entry.name)
      const target = join(folder, targetOf(relative(from, file)))
      await mkdir(dirname(target), { recursive: true })
      const named = withNames(await readFile(file, 'utf8'), file, choices)
      const text =
        surroundings === 'repository' ? named.replaceAll(INSTALLED, IN_REPOSITORY) : named
      await writeFile(target, basename(target) === 'package.json' ? await withVersions(text) : text)
    }
  }
}

/** A new folder, or one in which there is no more than a repository just begun. */
async function checkEmpty(folder: string): Promise<void> {
  const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return []
    if (error.code === 'ENOTDIR') throw new Refusal(`${folder} is a file. Choose another folder.`)
    throw error
  })
  if (names.some((name) => name !== '.git')) {
    throw new Refusal(`${folder} is not empty. Choose another folder, or empty this one.`)
  }
}

/**
 * Names that a file can't have in here: npm leaves a .gitignore out of a package, and reads every
 * package.json in one as its own.
 */
const RENAMED: Readonly<Record<string, string>> = {
  gitignore: '.gitignore',
  'package.template.json': 'package.json',
}

function targetOf(path: string): string {
  return join(dirname(path), RENAMED[basename(path)] ?? basename(path))
}

/** The templates are the plugin of a Network called "My Network". */
function withNames(text: string, file: string, { id, name }: Choices): string {
  const written = /\.(ts|json)$/.test(file)
    ? // Inside single quotes in TypeScript, and inside double quotes in JSON.
      name.replaceAll('\\', '\\\\').replaceAll(file.endsWith('.ts') ? "'" : '"', '\\$&')
    : name
  return text.replaceAll('my-network', () => id).replaceAll('My Network', () => written)
}

/** Every version is the one that this package itself is tested with. */
async function withVersions(text: string): Promise<string> {
  const own = JSON.parse(await readFile(join(PACKAGE, 'package.json'), 'utf8'))
  const known: Record<string, string> = { ...own.devDependencies, ...own.dependencies }
  const manifest = JSON.parse(text)
  for (const group of [manifest.dependencies, manifest.devDependencies]) {
    for (const name of Object.keys(group)) {
      const version = known[name]
      if (version === undefined) throw new Error(`no version of ${name} is known`)
      group[name] = version
    }
  }
  return `${JSON.stringify(manifest, null, 2)}\n`
}
