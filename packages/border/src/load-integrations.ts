import type { Logger } from 'pino'
import {
  IntegrationLoader,
  type LoadedIntegrations,
  type LoadOptions,
} from './integration-loader.ts'
import { KeptDeclarations } from './kept-declarations.ts'
import type { PluginConfig } from './plugin-config.ts'
import { wantedIntegrations } from './wanted-integrations.ts'

/** Loads every integration that can be loaded; one that can't never keeps another from running. */
export async function loadIntegrations(
  config: PluginConfig,
  log: Logger,
  options: LoadOptions = {},
): Promise<LoadedIntegrations> {
  const { from = process.cwd(), unknownCode = 'first' } = options
  const { isolation, cacheFolder } = config.plugins
  const kept =
    isolation === 'worker' && cacheFolder !== undefined
      ? await KeptDeclarations.open(cacheFolder, log)
      : undefined
  const loading = new IntegrationLoader(config, log, kept, options)
  const wanted = await wantedIntegrations(config, from)
  const unread = await loading.loadKnown(wanted)
  const later = unknownCode === 'later' ? unread.filter(({ named }) => named) : []
  await loading.readAll(unread.filter((one) => !later.includes(one)))
  return loading.loaded(wanted, later)
}

/** The same in this very thread, for a command: it serves nobody whom a plugin could harm. */
export function loadForCommand(
  config: PluginConfig,
  log: Logger,
  options: LoadOptions = {},
): Promise<LoadedIntegrations> {
  const plugins = { ...config.plugins, isolation: 'in-process' as const }
  return loadIntegrations({ ...config, plugins }, log, options)
}
