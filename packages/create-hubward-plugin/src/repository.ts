import { access, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Refusal } from './refusal.ts'

const BUILD = 'tsconfig.build.json'

/** Where a plugin of this id lives in Hubward's own repository, which the command is run in. */
export async function folderInRepository(root: string, id: string): Promise<string> {
  for (const file of ['pnpm-workspace.yaml', BUILD, 'packages/plugin']) {
    await access(join(root, file)).catch(() => {
      throw new Refusal('--repository is for the root of Hubward’s own repository.')
    })
  }
  return join(root, 'plugins', id)
}

/** Has the new package compiled with the others when they are published. */
export async function addToBuild(root: string, id: string): Promise<void> {
  const file = join(root, BUILD)
  const build: { references: { path: string }[] } = JSON.parse(await readFile(file, 'utf8'))
  const path = `plugins/${id}/${BUILD}`
  if (build.references.some((reference) => reference.path === path)) return
  build.references.push({ path })
  await writeFile(file, `${JSON.stringify(build, null, 2)}\n`)
}
