export { type CallFacts, ContractError, type PluginRunner, type Services } from './call.ts'
export { callLimitMs } from './calls.ts'
export { channelContext } from './context.ts'
export { withDefaults } from './defaults.ts'
export type { DescribedPlugin } from './described-plugin.ts'
export { endAtOnce } from './end-at-once.ts'
export { FairQueue } from './fair-queue.ts'
export type { GuardedHttp, WaysOut } from './guarded-http.ts'
export { inProcess } from './in-process.ts'
export { type FailedIntegration, type Integration, pluginOf } from './integration.ts'
export type { LoadedIntegrations } from './integration-loader.ts'
export { isRecord } from './is-record.ts'
export { usualCacheFolder } from './kept-declarations.ts'
export { checkedEntries } from './listening.ts'
export { liveIdIn, liveIdOf, liveUrl } from './live-url.ts'
export { loadForCommand, loadIntegrations } from './load-integrations.ts'
export { isSignedBy, mediaUrl } from './media-url.ts'
export { nearestName } from './nearest-name.ts'
export { plainCopy } from './plain-copy.ts'
export {
  type CallChannel,
  createPluginCalls,
  type Fetched,
  type Listed,
  type PluginCalls,
  type RejectedMessage,
} from './plugin-calls.ts'
export { findPluginPackage } from './plugin-package.ts'
export { createPluginLog, createRedact, leavesOf, type Redact, secretsIn } from './redaction.ts'
export { Sessions } from './sessions.ts'
export { containStrayFailures } from './stray-failures.ts'
export type { ShownMedia, Surroundings } from './surroundings.ts'
export { visitorOf } from './visitor.ts'
export { LISTENERS_LIMIT } from './worker/runner.ts'
export { type GivenUp, UnstoppableWorkers } from './worker/unstoppable.ts'
