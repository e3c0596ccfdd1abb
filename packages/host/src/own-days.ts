/** For how many days something is kept: a number for all, or with what some Accounts and integrations have. */
export type Days = number | OwnDays

export interface OwnDays {
  readonly general: number
  /** The first that fits counts. */
  readonly own: readonly {
    readonly account?: string
    readonly integration?: string
    readonly days: number
  }[]
}
