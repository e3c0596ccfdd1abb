import type { PlainData, PluginChannel, PluginErrorCode, WaitStep } from '@hubward/plugin'
import type Type from 'typebox'
import type { CannedAnswer } from '../answer-on-the-way.ts'
import type { TestChannel } from '../test-channel.ts'
import type { TestHost, TestHostOptions } from '../test-host.ts'
import type { LoginExample, MessageExample, ReplyExample, Values } from './example.ts'

/** What somebody writes on the Network. */
export interface Writing {
  readonly text: string
  /** ISO 8601. The Network's own clock may say otherwise, where nobody can set it. */
  readonly time: string
  /** The `networkItemId` of the message that it answers, one of our replies perhaps. */
  readonly inReplyTo?: string
}

/** What a visitor writes who leaves an e-mail address. */
export interface VisitorWriting extends Writing {
  readonly address: string
  /** What the visitor goes by, where the page asks for it. */
  readonly name: string
}

/** One of our replies, as it stands on the Network. */
export interface PublishedText {
  readonly text: string
  /**
   * The `networkItemId` of the message that it stands under, where the Network shows it. Then `write`
   * must be able to answer it; where nobody can, say `thread` alone.
   */
  readonly inReplyTo?: string
  /**
   * Where people read it, since when, and the note for whoever acts on it: what `reply` must answer,
   * where it is said here.
   */
  readonly url?: string
  readonly createdTime?: string
  readonly reference?: PlainData
  /** The `networkItemId` of the message that its thread began with, where the Network has threads. */
  readonly thread?: string
  /** What else is there of it, which examples of `replies` may ask for. */
  readonly [more: string]: unknown
}

/** How a Network refuses, where it is not by the status alone. */
export interface Refusal extends CannedAnswer {
  /** With `rate-limited`: how long the plugin must understand that it has to wait. */
  readonly retryAfterMs?: number
}

/**
 * What the suite must be told about a Network to try out its plugin. Only the first part is needed;
 * rules that need more are skipped, by name, until it is there.
 */
export interface Trial<
  Settings extends Type.TSchema,
  ChannelSettings extends Type.TSchema,
  Credentials extends Type.TSchema,
  Position extends Type.TSchema,
> {
  readonly host?: TestHostOptions
  /** What a Customer fills in, by the step that asks for it. */
  readonly answers: Readonly<Record<string, Values>>
  readonly channelSettings: Type.Static<ChannelSettings>
  readonly credentials: Type.Static<Credentials>
  /** What of the Channel matters: its `networkId`, where these credentials belong to an account. */
  readonly channel?: Partial<PluginChannel>
  /** Lets at least three messages happen on the Network. Absent: three times `write`. */
  arrange?(
    host: TestHost<Settings, ChannelSettings, Credentials, Position>,
    channel: TestChannel<Settings, ChannelSettings, Credentials, Position>,
  ): Promise<void>

  /** Follows a redirect as the Customer's browser; answers the URL of the host that it ends at. */
  browse?(url: string): Promise<string>
  /** The same, with a Customer who says no. */
  decline?(url: string): Promise<string>
  /** Does what a wait step asks for: scans the code, confirms on the telephone. */
  approve?(step: WaitStep): Promise<void>
  /** What a Customer might fill in by mistake, by step: a wrong password, say. */
  readonly wrongAnswers?: Readonly<Record<string, Values>>

  /** Lets somebody write. It has happened when this resolves. */
  write?(
    channel: TestChannel<Settings, ChannelSettings, Credentials, Position>,
    writing: Writing,
    host: TestHost<Settings, ChannelSettings, Credentials, Position>,
  ): Promise<void>
  /** Lets a visitor write who leaves an e-mail address, where the plugin tells visitors by mail. */
  leaveAddress?(
    channel: TestChannel<Settings, ChannelSettings, Credentials, Position>,
    writing: VisitorWriting,
    host: TestHost<Settings, ChannelSettings, Credentials, Position>,
  ): Promise<void>
  /** Lets the writer change what was written, where the plugin follows edits. */
  edit?(
    channel: TestChannel<Settings, ChannelSettings, Credentials, Position>,
    networkItemId: string,
    text: string,
    host: TestHost<Settings, ChannelSettings, Credentials, Position>,
  ): Promise<void>
  /** Lets a message disappear from the Network. */
  remove?(
    channel: TestChannel<Settings, ChannelSettings, Credentials, Position>,
    networkItemId: string,
    host: TestHost<Settings, ChannelSettings, Credentials, Position>,
  ): Promise<void>
  /**
   * All our replies that stand on the Network now, as its readers see them: their texts, and where it
   * shows what they answer, that.
   */
  published?(
    channel: TestChannel<Settings, ChannelSettings, Credentials, Position>,
    host: TestHost<Settings, ChannelSettings, Credentials, Position>,
  ): Promise<readonly (string | PublishedText)[]>
  /**
   * Opens the page on which a message and its answers are read, where the plugin serves one that stays
   * open: the address of `context.liveUrl` in it.
   */
  livePage?(
    channel: TestChannel<Settings, ChannelSettings, Credentials, Position>,
    networkItemId: string,
    host: TestHost<Settings, ChannelSettings, Credentials, Position>,
  ): Promise<string>
  /** Whether a button or deletion has been performed on a message, as the Network shows it now. */
  performed?(
    channel: TestChannel<Settings, ChannelSettings, Credentials, Position>,
    action: { readonly actionId: string; readonly networkItemId: string },
    host: TestHost<Settings, ChannelSettings, Credentials, Position>,
  ): Promise<boolean>
  /** What people do beside writing a few words, and what must come of it. */
  readonly messages?: readonly MessageExample<
    TestChannel<Settings, ChannelSettings, Credentials, Position>,
    TestHost<Settings, ChannelSettings, Credentials, Position>
  >[]
  /** Replies beside a few words, and what must stand on the Network. */
  readonly replies?: readonly ReplyExample<
    TestChannel<Settings, ChannelSettings, Credentials, Position>,
    TestHost<Settings, ChannelSettings, Credentials, Position>
  >[]
  /** Logins beside the usual one, and how they must end. */
  readonly logins?: readonly LoginExample<
    TestHost<Settings, ChannelSettings, Credentials, Position>
  >[]
  /**
   * True where a second reply to a message takes the place of the first, as with reviews; or the option
   * of the reply action by which people say that they want that.
   */
  readonly repliesReplace?: boolean | { readonly option: string }

  /** The answers with which this Network refuses, by the code that the plugin must make of them. */
  readonly refusals?: Readonly<Partial<Record<PluginErrorCode, Refusal>>>
  /**
   * The rules that may be skipped, since the Network has no such thing; each begins with these words.
   * Where it is there, any other skip is a failure, and so is one of these that isn't skipped.
   */
  readonly skips?: readonly string[]
  /** Secrets beyond those that the schemas mark or name as such. */
  readonly secrets?: readonly string[]
  /** How long a call may go on after it was aborted, or refused. 10 s if absent. */
  readonly patienceMs?: number
}

/** A trial of any plugin. */
export type AnyTrial = Trial<Type.TSchema, Type.TSchema, Type.TSchema, Type.TSchema>
