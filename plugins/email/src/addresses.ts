import { domainToASCII, domainToUnicode } from 'node:url'
import { readName } from '@hubward/plugin'
import libmime from 'libmime'
import addressparser from 'nodemailer/lib/addressparser'

/** Somebody as a mail names them. */
export interface Person {
  /** As it is written; empty where nobody gave one. */
  readonly name: string
  readonly address: string
}

/** What is longer is cut before it is parsed; a mail to more people is one to many. */
const HEADER_LIMIT_CHARACTERS = 32_000
const PEOPLE_LIMIT = 50
/** RFC 5321, 4.5.3.1. */
const ADDRESS = /^[^\s@<>(),;:\\"[\]\p{Cc}]{1,64}@[^\s@<>(),;:\\"[\]\p{Cc}]{1,253}$/u

/** Who stands in a header such as `To`; groups are written out, and what is no address is left out. */
export function readPeople(header: string): readonly Person[] {
  if (header === '') return []
  return addressparser(header.slice(0, HEADER_LIMIT_CHARACTERS), { flatten: true })
    .slice(0, PEOPLE_LIMIT)
    .flatMap(({ name, address }) => {
      const plain = plainAddress(address)
      return plain === undefined ? [] : [{ address: plain, name: readName(decoded(name), '', 100) }]
    })
}

/** An address that mail can be sent to, its domain readable and in lower case. */
export function plainAddress(written: string): string | undefined {
  const address = decoded(written.slice(0, 400)).trim()
  if (!ADDRESS.test(address)) return undefined
  const at = address.lastIndexOf('@')
  const domain = address.slice(at + 1).toLowerCase()
  if (domainToASCII(domain) === '') return undefined
  return `${address.slice(0, at)}@${domainToUnicode(domainToASCII(domain)) || domain}`
}

/** The same mailbox, however its address is written. */
export function isSameAddress(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase()
}

/** `Ada Lovelace <ada@example.org>`: a name alone is whatever its writer wants it to be. */
export function shownPerson({ name, address }: Person): string {
  const isNamed = name !== '' && !isSameAddress(name, address)
  return (isNamed ? `${name} <${address}>` : address).slice(0, 320)
}

/** Words that were written in another set of letters (RFC 2047). */
export function decoded(text: string): string {
  try {
    return libmime.decodeWords(text)
  } catch {
    return text
  }
}
