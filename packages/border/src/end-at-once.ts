/**
 * Ends this process now. `process.exit` waits for every thread, and one that is in native code can't be
 * ended; only the system ends such a thread, with the process or when another program takes its place.
 * This also works for the first process of a container, which no signal of its own ends.
 */
export function endAtOnce(code: number): never {
  // Absent on Windows.
  process.execve?.(process.execPath, [process.execPath, '--eval', `process.exitCode = ${code}`], {})
  process.exit(code)
}
