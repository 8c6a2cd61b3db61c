/**
 * Reads what the shop's printer printed.
 */

export interface PrintedMessage {
  readonly topic: string;
  /** Every line but those of properties, by its name. */
  readonly facts: Readonly<Record<string, string>>;
  readonly properties: Readonly<Record<string, string>>;
}

const MESSAGE = /^--- (.+) ---\n((?: {2}\w.*\n)*? {2}body .*\n)/gm;
const LINE = /^ {2}(\w+) +(.*)$/gm;

/** Whole messages only: the last one may still be on its way. */
export function printedMessages(output: string): readonly PrintedMessage[] {
  return [...output.matchAll(MESSAGE)].map(([, topic, text]) => {
    const lines = [...text!.matchAll(LINE)].map(([, name, value]) => [name!, value!] as const);
    const properties = lines.filter(([name]) => name === 'property').map(([, value]) => split(value));
    const facts = lines.filter(([name]) => name !== 'property');
    return { topic: topic!, facts: Object.fromEntries(facts), properties: Object.fromEntries(properties) };
  });
}

/** The message of a topic with that key (or without any), once it is printed. */
export function printed(topic: string, key = '-'): (output: string) => PrintedMessage | undefined {
  return (output) =>
    printedMessages(output).find((message) => message.topic === topic && message.facts['keys'] === key);
}

function split(property: string): readonly [name: string, value: string] {
  const at = property.indexOf(' = ');
  return [property.slice(0, at), property.slice(at + 3)];
}
