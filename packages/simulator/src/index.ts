export type { Act, NewFile, OfferedTemplate } from './act.ts'
export type { Faults, RouteFault, Standing, WebhookFault } from './faults.ts'
export type { ApiRequest, Delivery, Journal, RouteCount } from './journal.ts'
export {
  PortInUse,
  type Simulator,
  type SimulatorOptions,
  type Start,
  startSimulator,
} from './start.ts'
export { StateFileError } from './state/file.ts'
export type * from './state/model.ts'
export * from './state/read.ts'
export { Refusal, type RefusalCode } from './state/refusal.ts'
export { DEFAULT_SETTINGS, Settings } from './state/settings.ts'
export type { Change, State } from './state/state.ts'
export { WaitedInVain } from './until.ts'
