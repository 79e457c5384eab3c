/**
 * Breaks text into lines at its spaces.
 *
 * @param width - of a line in characters, indentation included; a longer word gets a line of its own
 * @param first - what the first line begins with
 * @param rest - what the other lines begin with
 */
export function wrap(text: string, width: number, first = '', rest = first): string[] {
  const lines: string[] = [];
  let line = first;
  let isEmpty = true;
  for (const word of text.split(' ')) {
    if (!isEmpty && line.length + 1 + word.length > width) {
      lines.push(line);
      line = rest;
      isEmpty = true;
    }
    line += isEmpty ? word : ` ${word}`;
    isEmpty = false;
  }
  lines.push(line);
  return lines;
}
