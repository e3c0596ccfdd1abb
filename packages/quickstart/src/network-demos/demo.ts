/** What a Customer does on our pages, one thing after the other. */
export type ConnectStep =
  | { readonly fill: string; readonly with: string }
  | { readonly choose: string }
  | { readonly press: string }

/** What stands on the Network, as people see it there. */
export interface Standing {
  readonly from: string
  readonly text: string
}

/** A Network in memory, on loopback, with which one plugin works: what `npm start -- --demo` shows. */
export interface Demo {
  /** Settings of the integration, which lead to it. */
  readonly settings: Record<string, unknown>
  /** Where the plugin has to be let: `127.0.0.1:4711`. */
  readonly openHosts: readonly string[]
  /** What its servers are, in a sentence. */
  readonly shows: string
  /** From "Add Channel" to a Channel that works: labels of fields and buttons. */
  readonly connect: readonly ConnectStep[]
  /** Who writes: `Anna`. */
  readonly person: string
  /** Lets that person write to the Customer. */
  write(text: string): Promise<void> | void
  /** All that was written, the oldest first. */
  standing(): Promise<readonly Standing[]> | readonly Standing[]
  close(): Promise<void>
}

/** The sentences that tell somebody what to do. */
export function sentencesFor(steps: readonly ConnectStep[]): string[] {
  return steps.map((step) => {
    if ('press' in step) return `Press “${step.press}”.`
    if ('choose' in step) return `Choose “${step.choose}”.`
    return `“${step.fill}”: ${step.with}`
  })
}
