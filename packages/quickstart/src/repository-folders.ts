import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The repository's root: plugins are found from here. */
export const ROOT = fileURLToPath(new URL('../../..', import.meta.url))

/** Where everything is kept between starts. */
export const DATA_FOLDER = join(ROOT, '.hubward')
