export { type Quickstart, type QuickstartOptions, startQuickstart } from './quickstart.ts'
