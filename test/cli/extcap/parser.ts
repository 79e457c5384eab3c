/** Wireshark's own reading of an extcap answer: the regular expressions of its extcap_parser.c. */
const LINE = /^[\t| ]*(arg|value|interface|extcap|dlt|control)(?=[\t| ]+\{)/;
const PARAMETER = /\{([a-zA-Z_-]*?)=(.*?)\}(?=\{|$|\s)/gs;

export interface ParsedSentence {
  kind: string;
  parameters: Record<string, string>;
}

const KNOWN = new Set(
  'number call display type arg default value range tooltip placeholder mustexist fileext group name enabled parent reload required save validation version help'.split(
    ' ',
  ),
);

/** @throws Error for what Wireshark would pass over, or read otherwise than it was meant */
export function parseSentences(text: string): ParsedSentence[] {
  if (!text.endsWith('\n')) throw new Error(`The last line has no end: ${text}`);
  return text
    .slice(0, -1)
    .split('\n')
    .map((line) => {
      const kind = LINE.exec(line)?.[1];
      if (kind === undefined) throw new Error(`Not a sentence: ${line}`);
      const found = [...line.matchAll(PARAMETER)];
      const whole = `${kind} ${found.map(([parameter]) => parameter).join('')}`;
      if (whole !== line) throw new Error(`Wireshark reads ${JSON.stringify(whole)} in ${line}`);
      const parameters = Object.fromEntries(found.map(([, key = '', value = '']) => [key, value]));
      for (const [key, value] of Object.entries(parameters)) {
        if (!KNOWN.has(key)) throw new Error(`Unknown key ${key} in ${line}`);
        if (value.includes('}{')) throw new Error(`A value with }{ in ${line}`);
      }
      return { kind, parameters };
    });
}
