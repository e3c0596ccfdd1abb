export { type Checked, check, type Problem } from './check.ts'
export { type CallOptions, SocialHubClient, type SocialHubClientOptions } from './client.ts'
export {
  type ConnectionOptions,
  createConnections,
  type SocialHubConnections,
} from './connections.ts'
export { type FailedCall, SocialHubError } from './error.ts'
export {
  type Outcome,
  SOCIALHUB_ACTIONS,
  SOCIALHUB_ERRORS,
  type SocialHubAction,
  type SocialHubErrorCode,
} from './error-table.ts'
export { type RateLimit, retryAfterMs } from './rate-limit.ts'
export { type ReadToken, readToken } from './read-token.ts'
export { withRule } from './rule.ts'
export * from './schemas/api-error.ts'
export * from './schemas/channel.ts'
export { ACTION_ID, NETWORK_ITEM_ID, OBJECT_ID, UUID } from './schemas/formats.ts'
export * from './schemas/interaction.ts'
export * from './schemas/label.ts'
export * from './schemas/manifest.ts'
export * from './schemas/template.ts'
export * from './schemas/ticket.ts'
export * from './schemas/ticket-action.ts'
export * from './schemas/token.ts'
export * from './schemas/webhook.ts'
export {
  signWebhook,
  type VerifiedWebhook,
  verifyWebhook,
  WEBHOOK_TOLERANCE_MS,
  type WebhookRefusal,
  type WebhookSignature,
  type WebhookToSign,
  type WebhookToVerify,
} from './webhook-signature.ts'
