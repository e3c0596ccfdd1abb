/** Why no plugin was written, as a sentence for whoever asked for it. */
export class Refusal extends Error {
  override readonly name = 'Refusal'
}
