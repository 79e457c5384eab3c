/** What Wireshark's parser of extcap answers knows. */
export type SentenceKind = 'extcap' | 'interface' | 'dlt' | 'arg' | 'value';

/**
 * A line of an answer to Wireshark: `value {arg=0}{value=1.10.0}{display=1.10.0}`.
 * @throws TypeError for a text that Wireshark would not read as it is
 */
export function sentence(
  kind: SentenceKind,
  parameters: Readonly<Record<string, string | number | boolean>>,
): string {
  const parts = Object.entries(parameters).map(([key, value]) => {
    const text = String(value);
    if (/[{}\r\n]/.test(text)) {
      throw new TypeError(`Cannot tell Wireshark ${JSON.stringify(text)}: it holds a brace or a line break`);
    }
    return `{${key}=${text}}`;
  });
  return `${kind} ${parts.join('')}`;
}
