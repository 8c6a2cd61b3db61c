/**
 * The contract of @SendOneway: fire and forget; what fails on this side is counted and logged once per burst.
 */
import { describe, expect, it, jest } from '@jest/globals';
import { Injectable } from '@nestjs/common';
import { ProducerService, SendOneway } from '../../../lib/index.js';
import { settled, startApp } from './test-app.js';

@Injectable()
class Metrics {
  @SendOneway('clicks', { tags: 'ui' })
  click(x: number): { x: number } {
    return { x };
  }
}

async function start() {
  const { app, fake, logger } = await startApp({ providers: [Metrics] });
  return { metrics: app.get(Metrics), producer: app.get(ProducerService), fake, logger };
}

describe('@SendOneway', () => {
  it('returns the result at once and sends one-way', async () => {
    const { metrics, fake } = await start();

    expect(metrics.click(3)).toEqual({ x: 3 });
    await settled();
    expect(fake.sent[0]).toMatchObject({ mode: 'ONEWAY', topic: 'clicks', text: '{"x":3}', message: { tags: 'ui' } });
  });

  it('counts every failure and logs the first of a burst', async () => {
    const { metrics, producer, fake, logger } = await start();
    fake.answer = () => Promise.reject(new Error('no socket'));

    metrics.click(1);
    metrics.click(2);
    metrics.click(Number.NaN);
    await settled();

    expect(producer.status().onewayFailures).toBe(3);
    expect(logger.lines).toHaveLength(1);
    expect(logger.lines[0]).toContain('@SendOneway of Metrics.click: one-way sends fail: ');
  });

  it('logs again when failures begin after a pause, and says how many were silent', async () => {
    const { metrics, fake, logger } = await start();
    fake.answer = () => Promise.reject(new Error('no socket'));
    metrics.click(1);
    metrics.click(2);
    await settled();

    const now = jest.spyOn(performance, 'now').mockReturnValue(performance.now() + 10_001);
    metrics.click(3);
    await settled();
    now.mockRestore();

    expect(logger.lines).toHaveLength(2);
    expect(logger.lines[1]).toContain('(1 more failed after the last such line)');
  });
});
