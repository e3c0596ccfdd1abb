import { mkdir, writeFile } from 'node:fs/promises'
import { extname, join } from 'node:path'
import { findPluginPackage } from '@hubward/host'

/** Ours is TypeScript in the workspace, and JavaScript where it is installed. */
const WATCHED = new URL(`./watched${extname(import.meta.url)}`, import.meta.url).href

/**
 * Writes the module that the host loads in the plugin's place: the plugin, watched. It stands inside
 * the plugin's folder, so that it counts as one of the plugin's own files.
 *
 * @throws Error with a sentence, where the folder holds no package.
 */
export async function writeEntry(
  folder: string,
  directory: string,
  topic: string,
): Promise<string> {
  const { entryUrl } = await findPluginPackage(folder, [folder])
  await mkdir(directory, { recursive: true })
  const file = join(directory, 'watched-plugin.mjs')
  const lines = [
    `import plugin from ${JSON.stringify(entryUrl)}`,
    `import { watched } from ${JSON.stringify(WATCHED)}`,
    `export default watched(plugin, ${JSON.stringify(topic)})`,
  ]
  await writeFile(file, `${lines.join('\n')}\n`)
  return file
}
