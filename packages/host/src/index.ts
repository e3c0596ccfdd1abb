export {
  containStrayFailures,
  createRedact,
  findPluginPackage,
  leavesOf,
  type Redact,
  secretsIn,
} from '@hubward/border'
export { type Config, ConfigError, parseConfig, readConfig } from './config.ts'
export { CRASH_POINTS, type CrashPoint } from './crash-points.ts'
export { createHost, type Host, type HostOptions } from './host.ts'
export type { HostContext } from './host-context.ts'
export { type ManifestChange, manifestChange, noteChanged } from './manifests/change.ts'
export { notePromotion } from './manifests/promotion.ts'
export { publishManifest } from './manifests/publish.ts'
export { Settings } from './settings.ts'
export { setAccountLabel } from './store/accounts.ts'
export { actingAs } from './store/acting.ts'
export { type NewChannel, storeCreatedChannel } from './store/channel-creation.ts'
export { oldestChannel } from './store/channel-finding.ts'
export { updateChannelSettings } from './store/channel-settings.ts'
export { changeState } from './store/channel-state.ts'
export { loadCallChannel } from './store/channels.ts'
export { endUnconnected, keepUnconnected } from './store/custom.ts'
export type { ChannelId } from './store/ids.ts'
export { openLedger } from './store/ledger.ts'
export { reusableManifest } from './store/manifests.ts'
export { migrate } from './store/migrate.ts'
export { parseYaml } from './yaml.ts'
