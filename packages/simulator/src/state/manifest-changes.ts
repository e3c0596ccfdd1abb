import { ManifestUpdate } from '@hubward/socialhub'
import { Compile } from 'typebox/compile'
import { Clean } from 'typebox/value'
import { ManifestChanges } from './model.ts'
import { Refusal } from './refusal.ts'

const Changes = Compile(ManifestChanges)

/** What is kept of a Manifest that somebody sent: the fields that are documented. */
export function readManifestChanges(sent: unknown): ManifestChanges {
  const asSent = Clean(ManifestUpdate, structuredClone(sent))
  if (Changes.Check(asSent)) return asSent
  throw new Refusal('BadRequestError', 'Error: The Manifest is malformed')
}
