/**
 * A connection's last word: what became of the sends that were under way when it closed.
 */
import type { DrainReport } from 'nestjs-rocketmq';

export function drainReport(title: string, { pending, settled, failed, aborted, elapsedMs }: DrainReport): string {
  const verdict = failed + aborted === 0 ? 'nothing lost' : `${failed + aborted} lost`;
  const facts = `${pending} sends under way, ${settled} settled, ${failed} failed, ${aborted} aborted`;
  return `${title}: ${facts} in ${Math.round(elapsedMs)} ms: ${verdict}`;
}
