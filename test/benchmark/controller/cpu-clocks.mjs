// CPU that others have used so far, in microseconds, where the system tells it in /proc: undefined elsewhere.
import { readFileSync } from 'node:fs';

/** Linux counts in hundredths of a second, whatever the kernel's own tick is. */
const MICROS_PER_TICK = 10_000;

/** User and system time of another process. */
export function processCpuMicros(pid) {
  const text = readProc(`${pid}/stat`);
  if (text === undefined) return undefined;
  // The name of the program, in brackets, may have blanks; 11 and 12 are utime and stime counted behind it.
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) * MICROS_PER_TICK;
}

/** What all processes of the machine have used, interrupts included. */
export function machineCpuMicros() {
  const [, user, nice, system, , , interrupts, softInterrupts] = readProc('stat')?.split(/\s+/, 8).map(Number) ?? [];
  return user === undefined ? undefined : (user + nice + system + interrupts + softInterrupts) * MICROS_PER_TICK;
}

function readProc(path) {
  try {
    return readFileSync(`/proc/${path}`, 'latin1');
  } catch {
    return undefined;
  }
}
