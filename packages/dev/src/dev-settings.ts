import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parseYaml } from '@hubward/host'
import Type from 'typebox'
import Value from 'typebox/value'

const DEV_SETTINGS_FILE = 'hubward.dev.yaml'

const DevSettings = Type.Object(
  {
    /** What the plugin asks of an operator. */
    settings: Type.Optional(Type.Record(Type.String(), Type.Unknown())),
    /** Private addresses that the plugin may reach besides this computer. */
    openHosts: Type.Optional(Type.Array(Type.String({ minLength: 1 }))),
  },
  { additionalProperties: false },
)
type DevSettings = Type.Static<typeof DevSettings>

/** A sentence for the author of the plugin. */
export class DevSettingsError extends Error {
  override readonly name = 'DevSettingsError'
}

/** What `hubward.dev.yaml` in the plugin's folder says; nothing where it isn't. */
export async function readDevSettings(folder: string): Promise<DevSettings> {
  const text = await readFile(join(folder, DEV_SETTINGS_FILE), 'utf8').catch(() => '')
  let written: unknown
  try {
    written = parseYaml(text) ?? {}
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    throw new DevSettingsError(`${DEV_SETTINGS_FILE} is no YAML: ${why}`)
  }
  if (Value.Check(DevSettings, written)) return written
  const [first] = Value.Errors(DevSettings, written)
  const place = first?.instancePath.slice(1).replaceAll('/', '.') || 'the file'
  throw new DevSettingsError(
    `${DEV_SETTINGS_FILE}: ${place} ${first?.message}. It may hold "settings" and "openHosts".`,
  )
}
