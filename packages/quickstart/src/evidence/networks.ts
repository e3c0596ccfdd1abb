import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import Type from 'typebox'
import Value from 'typebox/value'
import { ROOT } from '../repository-folders.ts'

const Loaded = Type.Object({ default: Type.Object({ id: Type.String(), name: Type.String() }) })

export interface RepositoryNetwork {
  /** The plugin's id. */
  readonly id: string
  /** As people read it. */
  readonly name: string
}

/** Every Network that has a plugin in this repository, in the order of their names. */
export async function networksOfRepository(): Promise<RepositoryNetwork[]> {
  const folder = join(ROOT, 'plugins')
  const found = await readdir(folder, { withFileTypes: true })
  const networks = found
    .filter((entry) => entry.isDirectory())
    .map(async ({ name }) => {
      const loaded: unknown = await import(pathToFileURL(join(folder, name, 'src/index.ts')).href)
      return Value.Parse(Loaded, { ...(loaded as object) }).default
    })
  const all = (await Promise.all(networks)).map(({ id, name }) => ({ id, name }))
  return all.toSorted((one, other) => one.name.localeCompare(other.name))
}
