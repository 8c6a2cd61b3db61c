// How the stages look on a terminal and in docs/performance.md, and which of them cost too much.
import { markdownTable, number, spread } from '../controller/markdown-table.mjs';
import { median, quartiles } from '../controller/statistics.mjs';
import { MOST_OF_BUDGET, REST, STAGES } from './budgets.mjs';

/** @param measured - what measure-stages.mjs gave */
export function stagesTable(measured) {
  const headings = ['stage', 'ns', 'budget, ns', 'why'];
  const lines = rows(measured).map(({ name, values, budgetNs, why }) => [
    name,
    spread(quartiles(values), 0),
    number(budgetNs, 0),
    why,
  ]);
  const beside = STAGES.flatMap(({ name, beside: other }, index) =>
    other ? [`${name}: ${spread(quartiles(measured.stages[index].beside), 0)} ${other.what}`] : [],
  );
  return `${markdownTable(headings, lines)}\n\nFor comparison, in ns: ${beside.join('; ')}.`;
}

/** A line for each row that exceeds its budget by far. */
export function overBudget(measured) {
  return rows(measured)
    .filter(({ values, budgetNs }) => median(values) > budgetNs * MOST_OF_BUDGET)
    .map(({ name, values, budgetNs }) => {
      const most = number(budgetNs * MOST_OF_BUDGET, 0);
      return `micro, ${name}: ${number(median(values), 0)} ns, it must be at most ${most}, ${MOST_OF_BUDGET} times its budget`;
    });
}

function rows({ stages, sums, wholes }) {
  const budget = STAGES.reduce((sum, { budgetNs }) => sum + budgetNs, 0);
  return [
    ...STAGES.map((stage, index) => ({ ...stage, values: stages[index].values })),
    { name: 'all stages', values: sums, budgetNs: budget, why: '' },
    { ...REST, values: wholes.map((whole, round) => whole - sums[round]) },
    { name: 'whole send, CPU', values: wholes, budgetNs: budget + REST.budgetNs, why: '' },
  ];
}
