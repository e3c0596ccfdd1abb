import type { HostContext } from '../host-context.ts'
import { setPromoted } from '../store/manifests.ts'

/**
 * Notes that the SocialHub Team has promoted a Manifest: from now on its integration's name and this
 * host's public URL can't change.
 *
 * @param id our id of it, as `publishManifest` answered it.
 * @param name the name that the SocialHub Team gave it.
 */
export async function notePromotion(
  { config, db }: Pick<HostContext, 'config' | 'db'>,
  id: string,
  name: string,
): Promise<void> {
  await db.transaction().execute((trx) => setPromoted(trx, id, name, config.publicUrl))
}
