export { type RefusalForm, readAnswer } from './api-answer.ts'
export { attachmentFailure } from './attachment-failure.ts'
export * from './authentication.ts'
export { checkPlugin, type PluginProblem } from './check.ts'
export type {
  AuthenticationContext,
  ChannelContext,
  ConnectOptions,
  FoundServer,
  ListenContext,
  ListenForAllContext,
  PluginChannel,
  PluginContext,
  PluginFiles,
  PluginLog,
  PluginStore,
  PushLog,
  ReceiveContext,
  ReceivingChannel,
  SessionOpening,
  StoredFile,
  StoredValue,
  TlsOptions,
} from './context.ts'
export { Declaration, DeclaredAction, Image } from './declaration.ts'
export { defined } from './defined.ts'
export { personImage, svgImage } from './drawings.ts'
export {
  type Effect,
  PLUGIN_ERROR_CODES,
  PluginError,
  type PluginErrorCode,
  type PluginErrorOptions,
} from './error.ts'
export { FEATURES, type Feature, hasFeature } from './features.ts'
export { type FieldOptions, field } from './field.ts'
export { fileNameOf, httpsUrl, httpUrl, readEpoch, readTime } from './foreign.ts'
export { type FormOptions, form, formValues, stepState } from './form.ts'
export { type ChoiceOptions, checkbox, choice, textField } from './form-fields.ts'
export { type HmacToVerify, hmacMatches } from './hmac.ts'
export { PLUGIN_ID } from './id.ts'
export { ifFound } from './if-found.ts'
export {
  AttachmentKind,
  CountedAs,
  countText,
  type LimitsRequest,
  ReplyLimits,
} from './limits.ts'
export { type LoginForm, type LoginFormOptions, loginForm, RefusedFields } from './login-form.ts'
export { Marks } from './marks.ts'
export { ByteRange, type MediaRequest, type OpenedMedia } from './media.ts'
export {
  DeletedMessage,
  type FetchRequest,
  type FetchResult,
  MESSAGE_LIMIT_CHARACTERS,
  Message,
  networkItemId,
  REFERENCE_LIMIT_BYTES,
  WrittenMessage,
} from './message.ts'
export { type FormFile, type MultipartForm, multipart } from './multipart.ts'
export {
  type ListedItem,
  type ListedPage,
  NewestFirst,
  readNewestFirst,
} from './newest-first.ts'
export {
  type OAuth2Account,
  type OAuth2Login,
  type OAuth2Options,
  oauth2,
} from './oauth2/declaration.ts'
export { OAuth2Client, type OAuth2Party, type OAuth2Server, OAuth2Tokens } from './oauth2/server.ts'
export {
  type BeginOAuth2,
  beginOAuth2,
  clientCredentialsOAuth2,
  finishOAuth2,
  type OAuth2Outcome,
  refreshOAuth2,
  revokeOAuth2,
} from './oauth2/steps.ts'
export type { OAuth2Grant } from './oauth2/token-endpoint.ts'
export { OAUTH2_SENTENCES } from './oauth2/words.ts'
export { type OpenedAttachment, openAttachment } from './open-attachment.ts'
export { parse } from './parse.ts'
export { LANGUAGES, type Language, LocalizedText, PlainData, Time } from './plain.ts'
export {
  API_VERSION,
  definePlugin,
  type NetworkPlugin,
  type RecentMessages,
  type Refreshed,
} from './plugin.ts'
export { isPublicAddress } from './public-address.ts'
export { type ReadItems, readEach, type SetAside } from './read-each.ts'
export { type FailedAnswer, failedAnswer, toPluginError } from './read-error.ts'
export { readJson } from './read-json.ts'
export { readReference } from './read-reference.ts'
export {
  Admission,
  type ArrivingRequest,
  Instruction,
  Keep,
  type PushEntry,
  Received,
  ReceivedFile,
  type ReceivedRequest,
  ReceivedResponse,
} from './receive.ts'
export {
  ActedOn,
  FoundReply,
  type PerformedAction,
  PublishedReply,
  Reply,
  TemplateReply,
} from './reply.ts'
export { SENTENCES } from './sentences.ts'
export { ANSWER_OPTIONS, mustWriteAnswer } from './single-answer.ts'
export { readStored, storeOnce, updateStored } from './store.ts'
export { buttonAction, DELETE_ACTION, REPLY_ACTION, threadTree } from './ticket-actions.ts'
export { cutText, isVisible, readName, readPasted } from './visible.ts'
export {
  type MailPlace,
  type MailState,
  MailTrouble,
  noteProblem,
  VisitorMail,
} from './visitor-mail.ts'
export { withoutEffect } from './without-effect.ts'
export { writtenMessage } from './written-message.ts'
