import { relative, sep } from 'node:path'
import { watch } from 'chokidar'

/**
 * Editors write in several steps; what comes within this time is one change. More than the 50 ms for
 * which chokidar swallows further changes of a file: what it swallowed is there when we load.
 */
const TOGETHER_MS = 75

/** Folders that hold nothing which a running plugin is made of. */
const OTHER_FOLDERS = ['node_modules', 'test', 'tests', 'coverage', 'docs']
const OTHER_FILES =
  /\.(md|test\.[cm]?[jt]sx?)$|^(package-lock\.json|pnpm-lock\.yaml|yarn\.lock)$|~$/

/**
 * Tells which files of the plugin were saved, removed or added, as paths from its folder.
 *
 * @returns when it watches: what ends it.
 */
export async function watchSources(
  folder: string,
  changed: (paths: readonly string[]) => void,
): Promise<() => Promise<void>> {
  const isOther = (path: string) => {
    const inside = relative(folder, path)
    const parts = inside.split(sep)
    return (
      parts.some((part) => part.startsWith('.') && part !== '') ||
      parts.some((part) => OTHER_FOLDERS.includes(part)) ||
      OTHER_FILES.test(inside)
    )
  }
  const watcher = watch(folder, { ignored: isOther, ignoreInitial: true, atomic: false })
  const paths = new Set<string>()
  let timer: NodeJS.Timeout | undefined
  watcher.on('all', (_event, path) => {
    paths.add(relative(folder, path))
    clearTimeout(timer)
    timer = setTimeout(() => {
      changed([...paths])
      paths.clear()
    }, TOGETHER_MS)
  })
  await new Promise<void>((resolve) => watcher.once('ready', () => resolve()))
  return async () => {
    clearTimeout(timer)
    await watcher.close()
  }
}
