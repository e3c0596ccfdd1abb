export { PostgresError, type PostgresErrorCode } from './error.ts'
export { type PostgresServer, type StartPostgresOptions, startPostgres } from './start.ts'
export {
  createTestDatabase,
  startTestServer,
  type TestDatabase,
  type TestDatabaseOptions,
} from './test-database.ts'
