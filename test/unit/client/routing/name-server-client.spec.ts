import { describe, expect, it } from '@jest/globals';
import { RESPONSE_CODE } from '../../../../lib/client/protocol/response-code.js';
import { type FetchedRoute, NameServerClient } from '../../../../lib/client/routing/name-server-client.js';
import { aCommand } from '../../../fixtures/commands.js';
import { ManualClock } from '../../../fixtures/remoting-clock.js';
import { aRoute, FakeRemoting, routeAnswer } from '../../../fixtures/remoting-routes.js';
import { type Outcome, outcomeOf, turn } from '../../../fixtures/remoting-turns.js';

const SERVERS = ['ns1:9876', 'ns2:9876', 'ns3:9876'] as const;

interface NameServerRig {
  readonly clock: ManualClock;
  readonly remoting: FakeRemoting;
  readonly client: NameServerClient;
  /** Asks with this much time left. */
  readonly ask: (leftMs?: number, topic?: string) => { readonly now: Outcome<FetchedRoute | undefined> };
  /** The last request fails, and the client goes on. */
  readonly failLast: (reason?: string) => Promise<void>;
}

function aNameServerClient(addresses: readonly string[] = SERVERS, start = 0): NameServerRig {
  const clock = new ManualClock();
  const remoting = new FakeRemoting();
  const client = new NameServerClient(addresses, { remoting: remoting.asClient, clock, start });
  return {
    clock,
    remoting,
    client,
    ask: (leftMs = 3000, topic = 'T') => outcomeOf(client.fetchRoute(topic, { deadlineAt: clock.now() + leftMs })),
    failLast: async (reason = 'refused') => {
      remoting.last.fail(new Error(reason));
      await turn();
    },
  };
}

describe('asking for a route', () => {
  it('brings the route and its text', async () => {
    const { remoting, ask } = aNameServerClient();
    const answer = ask();

    remoting.last.answer(routeAnswer(aRoute()));
    await turn();

    expect(answer.now).toMatchObject({ state: 'resolved', value: { route: aRoute() } });
    expect(remoting.last).toMatchObject({ address: 'ns1:9876', header: { topic: 'T' }, definition: { code: 105 } });
  });

  it('brings nothing for a topic that the name server does not know, and asks no other', async () => {
    const { remoting, ask } = aNameServerClient();
    const answer = ask();

    remoting.last.answer(aCommand({ code: RESPONSE_CODE.TOPIC_NOT_EXIST }));
    await turn();

    expect(answer.now).toEqual({ state: 'resolved', value: undefined });
    expect(remoting.addresses).toEqual(['ns1:9876']);
  });

  it('[E3.2] begins with the server it is told, and stays with one that answers', async () => {
    const { remoting, ask } = aNameServerClient(SERVERS, 4);
    ask();
    remoting.last.answer(routeAnswer(aRoute()));
    await turn();

    ask();

    expect(remoting.addresses).toEqual(['ns2:9876', 'ns2:9876']);
  });

  it('[E3.3] goes to the next server in turn when one fails', async () => {
    const { remoting, ask, failLast } = aNameServerClient(SERVERS, 2);
    const answer = ask();

    await failLast();
    await failLast();
    remoting.last.answer(routeAnswer(aRoute()));
    await turn();

    expect(remoting.addresses).toEqual(['ns3:9876', 'ns1:9876', 'ns2:9876']);
    expect(answer.now.state).toBe('resolved');
  });

  it.each([
    ['an error code', aCommand({ code: 1, remark: 'busy' })],
    ['no JSON', aCommand({ code: 0, body: Buffer.from('<html>') })],
    ['JSON that is no route', aCommand({ code: 0, body: Buffer.from('[1]') })],
    ['an empty body', aCommand({ code: 0 })],
  ])('[E3.3] goes to the next server when one answers with %s', async (_what, response) => {
    const { remoting, ask } = aNameServerClient();
    ask();

    remoting.last.answer(response);
    await turn();

    expect(remoting.addresses).toEqual(['ns1:9876', 'ns2:9876']);
  });

  it('does not skip the server that works when several questions fail together', async () => {
    const { remoting, ask } = aNameServerClient(['dead:9876', 'alive:9876']);
    const answers = [ask(3000, 'A'), ask(3000, 'B')];

    for (const invocation of remoting.invocations) invocation.fail(new Error('refused'));
    await turn();
    for (const invocation of remoting.invocations.slice(2)) invocation.answer(routeAnswer(aRoute()));
    await turn();

    expect(remoting.addresses.slice(2)).toEqual(['alive:9876', 'alive:9876']);
    expect(answers.map(({ now }) => now.state)).toEqual(['resolved', 'resolved']);
  });
});

describe('the time of a question', () => {
  it('is shared between the servers that are left, so that a hung one leaves time for the others', async () => {
    const { clock, remoting, ask, failLast } = aNameServerClient();
    ask(3000);
    clock.advance(1000);
    await failLast('no response');
    clock.advance(1000);
    await failLast('no response');

    const deadlines = remoting.invocations.map(({ deadlineAt }) => deadlineAt);

    expect(deadlines).toEqual([2000, 3000, 4000]);
  });

  it('gives a server 50 ms at least, but never more than is left', async () => {
    const { clock, remoting, ask, failLast } = aNameServerClient();
    ask(60);
    clock.advance(50);
    await failLast();

    const deadlines = remoting.invocations.map(({ deadlineAt }) => deadlineAt);

    expect(deadlines).toEqual([1050, 1060]);
  });

  it('[B2.7] [E3.3] goes on with pauses until the deadline, then names every address and how it failed', async () => {
    const { clock, remoting, ask, failLast } = aNameServerClient(['ns1:9876', 'ns2:9876']);
    const answer = ask(50);
    for (let round = 0; round < 3; round += 1) {
      await failLast(`refused ${round}`);
      await failLast(`unknown ${round}`);
      clock.advance(20);
      await turn();
    }

    expect(remoting.invocations).toHaveLength(6);
    expect(answer.now).toMatchObject({
      state: 'rejected',
      error: {
        code: 'NO_NAME_SERVER',
        responseCode: 10_004,
        message: expect.stringContaining('ns1:9876 (refused 2), ns2:9876 (unknown 2)'),
      },
    });
    expect(clock.waiting).toBe(0);
  });

  it('is extended while the question is open', async () => {
    const { clock, remoting, client, failLast } = aNameServerClient(['ns1:9876']);
    const deadline = { deadlineAt: clock.now() + 10 };
    const answer = outcomeOf(client.fetchRoute('T', deadline));
    deadline.deadlineAt += 3000;

    await failLast();
    clock.advance(20);
    await turn();
    remoting.last.answer(routeAnswer(aRoute()));
    await turn();

    expect(remoting.invocations).toHaveLength(2);
    expect(answer.now.state).toBe('resolved');
  });

  it('asks nobody when it is over already', async () => {
    const { remoting, ask } = aNameServerClient();

    const answer = ask(0);
    await turn();

    expect(remoting.invocations).toEqual([]);
    expect(answer.now).toMatchObject({ error: { code: 'NO_NAME_SERVER' } });
  });
});

describe('the status of the name servers', () => {
  it('is unknown, then unreachable once all failed, then reachable again', async () => {
    const { clock, remoting, client, ask, failLast } = aNameServerClient(['ns1:9876', 'ns2:9876']);
    const states = [client.status.state];
    ask();
    await failLast();
    states.push(client.status.state);
    await failLast();
    states.push(client.status.state);
    clock.advance(20);
    await turn();
    remoting.last.answer(routeAnswer(aRoute()));
    await turn();
    states.push(client.status.state);

    expect(states).toEqual(['unknown', 'unknown', 'unreachable', 'reachable']);
    expect(client.status.failures).toEqual([]);
  });

  it('lists the last failure of each address that failed', async () => {
    const { client, ask, failLast } = aNameServerClient();
    ask();

    await failLast('refused');

    expect(client.status.failures).toEqual([{ address: 'ns1:9876', error: new Error('refused') }]);
  });
});

describe('closing', () => {
  it('ends a question that rests between two rounds at once, and leaves no timer', async () => {
    const { clock, client, ask, failLast } = aNameServerClient(['ns1:9876']);
    const answer = ask();
    await failLast();
    const resting = clock.waiting;

    client.close();
    await turn();

    expect(resting).toBe(1);
    expect(answer.now).toMatchObject({ error: { code: 'NO_NAME_SERVER' } });
    expect(clock.waiting).toBe(0);
  });

  it('ends a question as soon as the request under way fails, without another pause', async () => {
    const { clock, client, remoting, ask, failLast } = aNameServerClient(['ns1:9876']);
    const answer = ask();
    client.close();

    await failLast('the client is closed');

    expect(answer.now).toMatchObject({ error: { code: 'NO_NAME_SERVER' } });
    expect([clock.waiting, clock.timersSet, remoting.invocations.length]).toEqual([0, 0, 1]);
  });

  it('refuses later questions', async () => {
    const { client, remoting, ask } = aNameServerClient();
    client.close();

    const answer = ask();
    await turn();

    expect(answer.now).toMatchObject({ error: { code: 'NO_NAME_SERVER' } });
    expect(remoting.invocations).toEqual([]);
  });
});

describe('what is known of each name server', () => {
  it('is nothing until it was asked, then how that ended and how long ago it answered', async () => {
    const { clock, remoting, client, ask, failLast } = aNameServerClient(['ns1:9876', 'ns2:9876', 'ns3:9876']);
    ask();
    remoting.last.answer(routeAnswer(aRoute()));
    await turn();
    clock.advance(700);
    ask();
    await failLast();
    remoting.last.answer(routeAnswer(aRoute()));
    await turn();
    clock.advance(5);

    expect(client.status.servers).toEqual([
      { address: 'ns1:9876', state: 'unreachable', sinceAnswerMs: 705 },
      { address: 'ns2:9876', state: 'reachable', sinceAnswerMs: 5 },
      { address: 'ns3:9876', state: 'unknown', sinceAnswerMs: undefined },
    ]);
  });

  it('is found out again of those that failed, once at a time, and of no others', async () => {
    const { clock, remoting, client, ask, failLast } = aNameServerClient(['ns1:9876', 'ns2:9876']);
    ask();
    await failLast();
    remoting.last.answer(routeAnswer(aRoute()));
    await turn();
    clock.advance(100);

    client.askFailedAgain(3000);
    client.askFailedAgain(3000);
    const asked = remoting.invocations.slice(2);
    remoting.last.answer(aCommand({ code: RESPONSE_CODE.TOPIC_NOT_EXIST }));
    await turn();
    client.askFailedAgain(3000);

    expect(asked).toMatchObject([{ address: 'ns1:9876', header: { topic: 'TBW102' }, deadlineAt: clock.now() + 3000 }]);
    expect(remoting.invocations).toHaveLength(3);
    expect(client.status.servers).toMatchObject([{ state: 'reachable', sinceAnswerMs: 0 }, { state: 'reachable' }]);
  });

  it('stays as it was when it fails once more, and it is asked again later', async () => {
    const { remoting, client, ask, failLast } = aNameServerClient(['ns1:9876']);
    ask(10);
    await failLast();

    client.askFailedAgain(3000);
    await failLast('still refused');
    client.askFailedAgain(3000);

    expect(remoting.addresses).toEqual(['ns1:9876', 'ns1:9876', 'ns1:9876']);
    expect(client.status).toMatchObject({
      state: 'unreachable',
      servers: [{ state: 'unreachable', sinceAnswerMs: undefined }],
      failures: [{ error: { message: 'still refused' } }],
    });
    client.close();
  });
});
