import { registerHooks } from 'node:module'
import { pathToFileURL } from 'node:url'

/** Puts one mutant in its place while a process loads its modules. Nothing changes on disk. */
const { file, start, end, replacement } = JSON.parse(process.env.HUBWARD_MUTANT ?? '{}')
const mutated = file === undefined ? undefined : pathToFileURL(file).href

registerHooks({
  load(url, context, next) {
    const loaded = next(url, context)
    if (url !== mutated || loaded.source === null || loaded.source === undefined) return loaded
    const source =
      typeof loaded.source === 'string'
        ? loaded.source
        : Buffer.from(loaded.source as Uint8Array).toString()
    return { ...loaded, source: source.slice(0, start) + replacement + source.slice(end) }
  },
})
