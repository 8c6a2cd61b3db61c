/**
 * Look-ups of routes by topic; the periodic refresh is in topic-route-refresh.spec.ts.
 */
import { describe, expect, it } from '@jest/globals';
import { aRoute, BROKER_A, BROKER_B } from '../../../fixtures/remoting-routes.js';
import { aRouteTable } from '../../../fixtures/remoting-route-table.js';
import { outcomeOf, turn } from '../../../fixtures/remoting-turns.js';

const nothing = (): void => {};

describe('looking up a topic', () => {
  it('[B2.2] asks once for all who look it up together', async () => {
    const { nameServers, find } = aRouteTable();
    const answers = [find('T'), find('T'), find('T')];

    nameServers.last.answer(aRoute());
    await turn();

    expect(nameServers.topics).toEqual(['T']);
    expect(answers.map(({ now }) => now.state)).toEqual(['resolved', 'resolved', 'resolved']);
  });

  it('asks for different topics side by side', () => {
    const { nameServers, find } = aRouteTable();

    find('A');
    find('B');

    expect(nameServers.topics).toEqual(['A', 'B']);
  });

  it('[B2.1] caches what it found, and tells the brokers', async () => {
    const { nameServers, table, brokers, find } = aRouteTable();
    const before = table.publishInfos.get('T');
    find('T');

    nameServers.last.answer(aRoute([BROKER_A, BROKER_B]));
    await turn();

    expect(before).toBeUndefined();
    expect(table.publishInfos.get('T')?.queues).toHaveLength(4);
    expect(table.topicCount).toBe(1);
    expect(brokers.masters().map(({ brokerName }) => brokerName)).toEqual(['broker-a', 'broker-b']);
  });

  it('asks anew after a failure', async () => {
    const { nameServers, find } = aRouteTable();
    const first = find('T');
    nameServers.last.fail(new Error('refused'));
    await turn();

    const second = find('T');
    nameServers.last.answer(aRoute());
    await turn();

    expect(first.now).toMatchObject({ state: 'rejected', error: { message: 'refused' } });
    expect(second.now.state).toBe('resolved');
    expect(nameServers.topics).toEqual(['T', 'T']);
  });

  it('[B2.3] has no publish info for a route without queues, so that the next send asks again', async () => {
    const { nameServers, table, find } = aRouteTable();
    const answer = find('T');

    nameServers.last.answer(aRoute([{ ...BROKER_A, perm: 4 }]));
    await turn();

    expect(answer.now.state).toBe('resolved');
    expect(table.publishInfos.get('T')).toBeUndefined();
  });

  it('lets one who finds a route look up the next from within', async () => {
    const { nameServers, table, clock } = aRouteTable();
    const found: string[] = [];
    table.lookUp('A', {
      deadlineAt: clock.now() + 100,
      onFailure: nothing,
      onFound: () => {
        found.push('A');
        table.lookUp('A', { deadlineAt: clock.now() + 100, onFailure: nothing, onFound: () => found.push('A again') });
      },
    });

    nameServers.last.answer(aRoute());
    await turn();
    nameServers.last.answer(aRoute());
    await turn();

    expect(found).toEqual(['A', 'A again']);
  });
});

describe('a topic that no name server knows', () => {
  it('[B2.4] gets the route of TBW102, with at most the default number of queues', async () => {
    const { nameServers, table, find } = aRouteTable({ defaultTopicQueueNums: 4 });
    find('T');
    nameServers.last.answer(undefined);
    await turn();
    nameServers.last.answer(
      aRoute([
        { ...BROKER_A, queues: 8 },
        { ...BROKER_B, queues: 1 },
      ]),
    );
    await turn();

    const queues = table.publishInfos.get('T')?.queues ?? [];

    expect(nameServers.topics).toEqual(['T', 'TBW102']);
    expect(queues.map(({ topic, brokerName, queueId }) => `${topic} ${brokerName} ${queueId}`)).toEqual([
      'T broker-a 0',
      'T broker-a 1',
      'T broker-a 2',
      'T broker-a 3',
      'T broker-b 0',
    ]);
  });

  it('[B2.4] clamps by the read queues of the template, as Java does', async () => {
    const { nameServers, table, find } = aRouteTable({ defaultTopicQueueNums: 4 });
    find('T');
    nameServers.last.answer(undefined);
    await turn();

    nameServers.last.answer(aRoute([{ ...BROKER_A, queues: 8, readQueues: 3 }]));
    await turn();

    expect(table.publishInfos.get('T')?.queues).toHaveLength(3);
  });

  it('[B2.5] fails with NO_ROUTE if brokers do not create topics by themselves', async () => {
    const { nameServers, table, find } = aRouteTable();
    const answer = find('T');
    nameServers.last.answer(undefined);
    await turn();

    nameServers.last.answer(undefined);
    await turn();

    expect(answer.now).toMatchObject({ state: 'rejected', error: { code: 'NO_ROUTE', topic: 'T' } });
    expect(table.topicCount).toBe(0);
  });
});

describe('the deadline of one who waits', () => {
  it('is his own: the question goes on for the others', async () => {
    const { clock, nameServers, find } = aRouteTable();
    const [early, late] = [find('T', 100), find('T', 5000)];
    clock.advance(100);
    await turn();
    const atHundred = [early.now.state, late.now.state];

    nameServers.last.answer(aRoute());
    await turn();

    expect(atHundred).toEqual(['rejected', 'pending']);
    expect(early.now).toMatchObject({ error: { code: 'NO_NAME_SERVER' } });
    expect(late.now.state).toBe('resolved');
  });

  it('extends the question if it is later than that of the first', () => {
    const { clock, nameServers, find } = aRouteTable();
    find('T', 100);
    const before = nameServers.last.deadline.deadlineAt;

    find('T', 5000);

    expect([before, nameServers.last.deadline.deadlineAt]).toEqual([clock.now() + 100, clock.now() + 5000]);
    expect(nameServers.questions).toHaveLength(1);
  });

  it('[B5.0b] holds though the name server never answers', async () => {
    const { clock, find } = aRouteTable();
    const answers = [find('A', 300), find('B', 200), find('A', 100)];

    clock.advance(300);
    await turn();

    expect(answers.map(({ now }) => now.state)).toEqual(['rejected', 'rejected', 'rejected']);
    expect(clock.waiting).toBe(0);
  });
});

describe('closing the table', () => {
  it('fails open look-ups at once and leaves no timer', async () => {
    const { clock, table, find } = aRouteTable();
    table.start();
    const answers = [find('A', 300), find('B', 200)];

    table.close();
    await turn();

    expect(answers.map(({ now }) => now)).toMatchObject([
      { error: { code: 'NO_NAME_SERVER' } },
      { error: { code: 'NO_NAME_SERVER' } },
    ]);
    expect([clock.waiting, clock.waitingInBackground]).toEqual([0, 0]);
  });

  it('does not mind an answer that comes later', async () => {
    const { nameServers, table, find } = aRouteTable();
    const answer = find('T');
    table.close();

    nameServers.last.answer(aRoute());
    await turn();

    expect(answer.now.state).toBe('rejected');
  });

  it('leaves no timer for one who asks afterwards', async () => {
    const { clock, table, nameServers, find } = aRouteTable();
    table.close();

    const late = find('T');
    nameServers.last.fail(new Error('closed'));
    await turn();

    expect([late.now.state, clock.waiting]).toEqual(['rejected', 0]);
  });

  it('fails one who asks again from within its failure, once the name servers are closed too', async () => {
    const { clock, nameServers, table } = aRouteTable();
    const failures: string[] = [];
    const deadlineAt = clock.now() + 100;
    const again = outcomeOf(
      new Promise((_resolve, reject) => {
        const onFailure = (): void => {
          failures.push('first');
          table.lookUp('T', { deadlineAt, onFound: nothing, onFailure: reject });
        };
        table.lookUp('T', { deadlineAt, onFound: nothing, onFailure });
      }),
    );

    table.close();
    nameServers.last.fail(new Error('closed'));
    await turn();

    expect(failures).toEqual(['first']);
    expect(again.now.state).toBe('rejected');
  });
});

describe('fetching the queues of a topic', () => {
  it('[F8] gives the name servers 6 seconds, and hands on their failure', async () => {
    const { table, nameServers, clock } = aRouteTable();
    const queues = outcomeOf(table.fetchPublishQueues('TopicTest'));

    const { deadlineAt } = nameServers.last.deadline;
    nameServers.last.fail(nameServers.unreachable());
    await turn();

    expect(deadlineAt).toBe(clock.now() + 6000);
    expect(queues.now).toMatchObject({ state: 'rejected', error: { code: 'NO_NAME_SERVER' } });
  });

  it('[F8] neither uses nor changes what is cached', async () => {
    const { table, nameServers, find } = aRouteTable();
    find('TopicTest');
    nameServers.last.answer(aRoute([{ ...BROKER_A, queues: 1 }]));
    await turn();
    const queues = outcomeOf(table.fetchPublishQueues('TopicTest'));

    nameServers.last.answer(aRoute([{ ...BROKER_A, queues: 3 }]));
    await turn();

    expect(queues.now).toMatchObject({ value: { length: 3 } });
    expect(table.publishInfos.get('TopicTest')?.queues).toHaveLength(1);
  });
});
