import { pino } from 'pino'
import type { Config } from '../config.ts'
import { loadForCommand } from '../plugins/load.ts'

/** Lists what runs and what doesn't; exits with 1 when something doesn't. */
export async function listPlugins(config: Config): Promise<void> {
  const { integrations, failures } = await loadForCommand(config, pino({ level: 'silent' }))
  for (const { name, plugin, packageVersion, ignored = [] } of integrations.values()) {
    const version = packageVersion === undefined ? '' : ` ${packageVersion}`
    const { apiVersion, declaration } = plugin
    process.stdout.write(`${name}: ${plugin.name} (${plugin.id}${version})\n`)
    process.stdout.write(`  connects to: ${hostsOf(declaration.hosts)}\n`)
    process.stdout.write(`  contract: version ${apiVersion}\n`)
    for (const sentence of ignored) process.stdout.write(`  ${sentence}\n`)
  }
  for (const { name, problems } of failures) {
    process.stdout.write(`${name}: can’t run\n`)
    for (const { where, rule } of problems) process.stdout.write(`  ${where}: ${rule}\n`)
  }
  if (integrations.size + failures.length === 0) process.stdout.write('No integrations.\n')
  if (failures.length > 0) process.exitCode = 1
}

/** Where a plugin may connect to, as its author declares it; the host keeps it to that. */
function hostsOf(hosts: readonly string[]): string {
  if (hosts.includes('*')) return 'any public host'
  return hosts.length === 0 ? 'nowhere' : hosts.join(', ')
}
