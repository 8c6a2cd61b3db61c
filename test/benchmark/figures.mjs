// The figures to reach: which median, of which case, against whom, and how far. `must` is what a run fails on, `aim` what better
// engineering than the prototype's should come to.

const atMost = (of, must, aim) => ({ of, bound: 'at most', must, aim });
const atLeast = (of, must, aim) => ({ of, bound: 'at least', must, aim });

const BATCHING = 'automatic batching, 1000 callers';

/** Values are ratios of the same round, ours to theirs; those of `startMs` are differences in milliseconds. */
export const FIGURES = [
  ...['sink 64', 'sink 1000'].flatMap((name) =>
    figures(name, 'own', 'prototype', [atMost('cpu', 1.2, 0.9), atLeast('rate', 0.8, 1.1)]),
  ),
  ...figures('sink 1000', 'own', 'ali-ons', [atLeast('rate', 5, 8), atMost('cpu', 0.2, 0.12)]),
  ...figures('sink 1000', 'own', 'Java', [atLeast('rate', 1.5, 2.2), atMost('cpu', 0.55, 0.35)]),
  ...figures('sink 64', 'own', 'Java', [atLeast('rate', 1.9, 2.8), atMost('cpu', 0.43, 0.27)]),
  ...figures('sink one-way', 'own', 'Java', [atLeast('rate', 2, 3.3), atMost('cpu', 0.4, 0.23)]),
  ...figures('real 1000', 'own', 'Java', [atLeast('rate', 0.9, 1.1), atMost('cpu', 0.8, 0.5)]),
  ...figures('real 64', 'own', 'Java', [atMost('p50', 0.95, 0.8), atMost('cpu', 0.7, 0.4)]),
  ...figures('real 1', 'own', 'Java', [atMost('p50', 0.9, 0.7), atMost('cpu', 0.55, 0.4)]),
  ...figures('real 4000 B', 'own', 'Java', [atLeast('rate', 0.9, 1.1), atMost('cpu', 0.75, 0.55)]),
  ...figures('real one-way', 'own', 'Java', [atLeast('rate', 1.05, 1.2), atMost('cpu', 0.45, 0.3)]),
  ...figures('real batch', 'own', 'Java', [atLeast('rate', 0.9, 1.1), atMost('cpu', 0.65, 0.4)]),
  ...figures(BATCHING, 'own, batching', 'own', [atLeast('rate', 3, 5)]),
  ...figures(BATCHING, 'own, batching', 'Java, batching', [atLeast('rate', 0.65, 1), atMost('cpu', 1.1, 0.7)]),
  ...['automatic batching, 1 caller', 'automatic batching, 32 callers'].flatMap((name) =>
    figures(name, 'own, batching', 'own', [atLeast('rate', 0.95, 1)]),
  ),
  ...['@SendSync', '@SendAsync'].flatMap((sender) =>
    figures('decorators', sender, 'producer.send', [atMost('cpu', 1.2, 1.1)]),
  ),
  // Not among the others, which have neither.
  ...figures('decorators', '@SendSync, guard, interceptor', 'producer.send', [atMost('cpu', 2, 1.5)]),
  ...figures('decorators one-way', '@SendOneway', 'producer.sendOneway', [atMost('cpu', 1.2, 1.1)]),
  ...figures('decorators batch', '@SendBatch', 'producer.sendBatch', [atMost('cpu', 1.2, 1.1)]),
  ...figures('start', 'own', 'bare Node', [atMost('startMs', 80, 40)]),
  ...figures('real 1000', 'own', 'Java', [atMost('peakRss', 0.45, 0.3)]),
];

function figures(caseName, ours, against, bounds) {
  return bounds.map((bound) => ({ case: caseName, ours, against, ...bound }));
}
