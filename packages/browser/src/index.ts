export type { Browser, BrowserContext, Page } from 'playwright-core'
export { findChromium } from './find.ts'
export { launchChromium, needsChromium } from './launch.ts'
