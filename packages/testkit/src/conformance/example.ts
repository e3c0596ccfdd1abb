import type {
  Account,
  AuthenticationInput,
  FoundReply,
  PlainData,
  PluginErrorCode,
  Reply,
  WrittenMessage,
} from '@hubward/plugin'
import type { Writing } from './trial.ts'

/**
 * What a Network has beside a few words, a login and an answer: the author of a plugin knows it, and
 * says what must come of it. Each example is a rule of its own.
 */

export type Values = Readonly<Record<string, PlainData>>

/** What is said must be so, what is left out may be anything; `undefined` must not be there. */
export type Expected<Whole> = { readonly [Field in keyof Whole]?: Whole[Field] | undefined }

/** The same; of a text that only the Network knows whole, what it is like. */
export type ExpectedAccount = {
  readonly [Field in keyof Account]?: Account[Field] | RegExp | undefined
}

export interface ExpectedMessage extends Expected<Omit<WrittenMessage, 'interaction'>> {
  readonly interaction?: Expected<WrittenMessage['interaction']>
}

/** Something that people do on the Network. */
export interface MessageExample<Channel, Host> {
  /** With an article, since the rule’s name begins with it: “a post with a poll”. */
  readonly what: string
  /**
   * Lets it happen, with this text in it.
   *
   * @returns what must arrive; undefined: nothing.
   */
  happen(channel: Channel, writing: Writing, host: Host): Promise<ExpectedMessage | undefined>
  /** Lets the Network be as before. */
  ends?(): Promise<void>
}

/** A reply, and what must come of it. */
export interface ReplyExample<Channel, Host> {
  /** With an article: “a reply with a picture”. */
  readonly what: string
  /** Lets the message happen that is answered. Absent: `write`. */
  question?(channel: Channel, writing: Writing, host: Host): Promise<void>
  /** Lets something happen between the message and its answer: the message is deleted, say. */
  meanwhile?(channel: Channel, host: Host): Promise<void>
  /** Lets the Network be as before. */
  ends?(): Promise<void>
  /** What it is, beside a text of the suite. */
  readonly reply?: Partial<Pick<Reply, 'text' | 'option' | 'attachments'>>
  /** What of it must stand on the Network: fields of what `published` answers. */
  readonly published?: Readonly<Record<string, PlainData | undefined>>
  /** Lets something happen before `findReply` is asked. */
  afterwards?(channel: Channel, host: Host): Promise<void>
  /** The code with which it must be refused, in place of that. */
  readonly refused?: PluginErrorCode
  /** What the sentence of that is like, in English. */
  readonly says?: RegExp
  /**
   * It is never sent. What `findReply` must say of it, in place of all that: an outcome, or the code of
   * its error. Each further one is what it says an hour later.
   */
  readonly sought?: readonly (Sought | PluginErrorCode)[]
}

/** What `findReply` can say of a reply that was never sent. */
export type Sought = Exclude<FoundReply['outcome'], 'found'>

/** A login, and how it must end: one of the three is said, or the example could not fail. */
export type LoginExample<Host> = LoginOnItsWay<Host> &
  (
    | {
        /** The first of the accounts. */
        readonly account: ExpectedAccount
        readonly refused?: never
        readonly fails?: never
      }
    | {
        readonly account?: never
        /** The step that comes again, and which of its fields says why; `form` for all. */
        readonly refused: { readonly step: string; readonly field: string; readonly says?: RegExp }
        readonly fails?: never
      }
    | {
        readonly account?: never
        readonly refused?: never
        /** The code of the error. */
        readonly fails: PluginErrorCode
      }
  )

interface LoginOnItsWay<Host> {
  /** With an article: “an account of another domain”. */
  readonly what: string
  /** Lets the Network be so. @returns what lets it be as before. */
  begin?(host: Host): Promise<() => void>
  /** What the Customer fills in, in place of the trial's `answers`. */
  readonly answers?: Readonly<Record<string, Values>>
  /** What the Customer fills in where a step comes again with a sentence, by step: once each. */
  readonly again?: Readonly<Record<string, Values>>
  /** What must stand in the fields of a form already, by step: as it was when it was shown last. */
  readonly shown?: Readonly<Record<string, Values>>
  /** How many grants are left on the Network by this login: none, where no account came of it. */
  left?(): number
  /** What the Customer comes back for. */
  readonly reactivation?: Extract<AuthenticationInput, { kind: 'start' }>['reactivation']
  /** Follows a redirect, in place of the trial's `browse`. */
  browse?(url: string): Promise<string>
}
