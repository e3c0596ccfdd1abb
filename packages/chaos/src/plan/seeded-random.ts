import { uniformInt } from 'pure-rand/distribution/uniformInt'
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus'

/** Chance that can be repeated: the same seed and name give the same throws. */
export class SeededRandom {
  readonly #generator

  /** @param name a stream of its own, so that one kind of step more changes no other. */
  constructor(seed: number, name: string) {
    const mixed = [...name].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) | 0, seed | 0)
    this.#generator = xoroshiro128plus(mixed)
  }

  /** A whole number from `from` to `to`, both included. */
  number(from: number, to: number): number {
    return uniformInt(this.#generator, from, to)
  }

  /** From 0 to below 1, to point into a list whose length is not known yet. */
  share(): number {
    return this.number(0, 999_999) / 1_000_000
  }

  chance(percent: number): boolean {
    return this.number(1, 100) <= percent
  }

  oneOf<Value>(values: readonly [Value, ...Value[]]): Value {
    return values[this.number(0, values.length - 1)] ?? values[0]
  }

  shuffled<Value>(values: readonly Value[]): Value[] {
    const left = [...values]
    return values.flatMap(() => left.splice(this.number(0, left.length - 1), 1))
  }
}
