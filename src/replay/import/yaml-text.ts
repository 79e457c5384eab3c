import { Document, isMap, isScalar, isSeq, type Node, Scalar, type ToStringOptions } from 'yaml';

/** What is longer than that as JSON, which is some longer than YAML, stands on several lines. */
const LONGEST_FLOW = 140;

/** Digits of a line of wrapped bytes: 32 bytes. */
const HEX_LINE = 64;

/** Keys whose numbers are read bit by bit. */
const HEXADECIMAL = new Set(['ethertype', 'ip_off']);

/** Keys of text that is quoted as the samples have it: payloads, and addresses with colons. */
const QUOTED = new Set(['payload', 'data', 'hex', 'mac', 'ip_options']);

const OPTIONS: ToStringOptions = {
  lineWidth: 0,
  // No text is spread over lines.
  doubleQuotedMinMultiLineLength: Number.MAX_SAFE_INTEGER,
  flowCollectionPadding: false,
};

/** @returns YAML of `value` in the style of the samples: short mappings on one line, long bytes wrapped */
export function yamlText(value: object): string {
  const document = new Document(value);
  for (const [node, member, key] of membersOf(document.contents, value, '')) style(node, member, key);
  return document.toString(OPTIONS);
}

/** @returns YAML of a list of steps, each with its action on the line of its dash */
export function stepsText(steps: readonly object[]): string {
  const document = new Document(steps);
  for (const [step, value] of membersOf(document.contents, steps, '')) {
    for (const [node, member, key] of membersOf(step, value, '')) style(node, member, key);
  }
  return document.toString(OPTIONS);
}

type Member = [node: Node | null, value: unknown, key: string];

/** @param key - of the whole, which the members of a list go by */
function membersOf(node: Node | null, value: unknown, key: string): Member[] {
  if (isSeq(node)) return (node.items as Node[]).map((item, i): Member => [item, Object(value)[i], key]);
  if (!isMap(node)) return [];
  return (node.items as { key: Scalar<string>; value: Node | null }[]).map(
    ({ key: name, value: item }): Member => {
      return [item, Object(value)[name.value], name.value];
    },
  );
}

function style(node: Node | null, value: unknown, key: string): void {
  if (isScalar(node)) {
    if (typeof value === 'number' && HEXADECIMAL.has(key)) node.format = 'HEX';
    if (typeof value === 'string') styleText(node, value, key);
    return;
  }
  if ((isMap(node) || isSeq(node)) && JSON.stringify(value).length <= LONGEST_FLOW) node.flow = true;
  for (const [member, inner, name] of membersOf(node, value, key)) style(member, inner, name);
}

function styleText(node: Scalar, value: string, key: string): void {
  if (key === 'hex' && value.length > 2 * HEX_LINE) {
    node.value = value.replace(new RegExp(`.{1,${HEX_LINE}}`, 'g'), '$&\n');
    node.type = Scalar.BLOCK_LITERAL;
  } else if (QUOTED.has(key) || /:|##\[/.test(value)) {
    // Where a log is looked at for commands, they are said in another way there.
    node.type = Scalar.QUOTE_DOUBLE;
  }
}
