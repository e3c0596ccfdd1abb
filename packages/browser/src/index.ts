export type { Browser, BrowserContext, Download, Frame, Page } from 'playwright-core'
export { findChromium } from './find.ts'
export { launchChromium, needsChromium } from './launch.ts'
