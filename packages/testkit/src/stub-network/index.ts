export { type StubNetwork, startStubNetwork } from './server.ts'
export * from './wire.ts'
