export { ContractError } from '@hubward/border'
export type { CannedAnswer } from './answer-on-the-way.ts'
export { TestClock } from './clock.ts'
export type { LoggedLine } from './collecting-log.ts'
export type { LoginExample, MessageExample, ReplyExample } from './conformance/example.ts'
export { type RunTest, testPlugin } from './conformance/test-plugin.ts'
export type { PublishedText, Refusal, Trial, VisitorWriting, Writing } from './conformance/trial.ts'
export { Faults, type SentRequest } from './faults.ts'
export { followRedirects, TEST_CALLBACK_URL } from './follow-redirects.ts'
export { MemoryFiles } from './memory-files.ts'
export { MemoryPushLog } from './memory-push-log.ts'
export { MemoryStore } from './memory-store.ts'
export {
  CAPABILITIES,
  type Capability,
  type EndingTest,
  type Evidence,
  PROOFS,
  type Proof,
  type Proved,
  proves,
} from './proves.ts'
export { TestChannel, type TestChannelOptions, type TestReply } from './test-channel.ts'
export { TestHost, type TestHostOptions, type TestRequest } from './test-host.ts'
export { startTestServer, type TestServer } from './test-server.ts'
