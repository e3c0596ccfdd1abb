import { uniformInt } from 'pure-rand/distribution/uniformInt'
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus'

/** Chance that a seed repeats. */
export class Chance {
  readonly #generator

  /** @param name a stream of its own: one kind of mail more changes no other. */
  constructor(seed: number, name: string) {
    const mixed = [...name].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) | 0, seed | 0)
    this.#generator = xoroshiro128plus(mixed)
  }

  /** A whole number from `from` to `to`, both included. */
  number(from: number, to: number): number {
    return uniformInt(this.#generator, from, to)
  }

  oneOf<Value>(values: readonly [Value, ...Value[]]): Value {
    return values[this.number(0, values.length - 1)] ?? values[0]
  }

  bytes(count: number): Buffer {
    return Buffer.from(Array.from({ length: count }, () => this.number(0, 255)))
  }

  /** A word that is in no other part of a mail, so that it is found, or missed, for certain. */
  word(): string {
    const letters = Array.from({ length: 10 }, () => String.fromCharCode(this.number(97, 122)))
    return `word${letters.join('')}`
  }
}
