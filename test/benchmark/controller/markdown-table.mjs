// A table in Markdown with columns of equal width, which reads well on a terminal, too.

const LEAST_WIDTH = 3;

/** @param rows - of texts, as many as there are headings */
export function markdownTable(headings, rows) {
  const widths = headings.map((heading, column) =>
    Math.max(LEAST_WIDTH, heading.length, ...rows.map((row) => row[column].length)),
  );
  const line = (cells) => `| ${cells.map((cell, column) => cell.padEnd(widths[column])).join(' | ')} |`;
  return [line(headings), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line)].join('\n');
}

/** A number with commas between its thousands. */
export function number(value, digits) {
  return value.toLocaleString('en-US', { minimumFractionDigits: digits, maximumFractionDigits: digits });
}

/** Median and quartiles: `2.10 (2.02-2.24)`. */
export function spread({ lower, median, upper }, digits) {
  return `${number(median, digits)} (${number(lower, digits)}-${number(upper, digits)})`;
}
