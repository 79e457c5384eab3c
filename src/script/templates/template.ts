/** A part of a template: text as it is, or a name that stands for some. */
export type TemplatePart = string | { name: string };

/** What names of variables and of loop indexes look like. */
export const VARIABLE_NAME = /^[A-Za-z_]\w{0,63}$/;

/**
 * Takes a text apart: `${name}` stands for a value, `$${` for the characters `${`.
 *
 * @returns the parts in order, no two texts side by side; or where a `${` begins that no name and `}` follow
 */
export function parseTemplate(text: string): TemplatePart[] | { unclosedAt: number } {
  const parts: TemplatePart[] = [];
  let literal = '';
  let from = 0;
  for (let at = text.indexOf('${'); at >= 0; at = text.indexOf('${', from)) {
    if (text[at - 1] === '$' && at > from) {
      literal += `${text.slice(from, at - 1)}\${`;
      from = at + 2;
      continue;
    }
    const end = text.indexOf('}', at);
    const name = end < 0 ? '' : text.slice(at + 2, end).trim();
    if (!VARIABLE_NAME.test(name)) return { unclosedAt: at };
    literal += text.slice(from, at);
    if (literal !== '') parts.push(literal);
    parts.push({ name });
    literal = '';
    from = end + 1;
  }
  literal += text.slice(from);
  if (literal !== '') parts.push(literal);
  return parts;
}

/** @returns the template that stands for `text` itself */
export function escapeTemplate(text: string): string {
  return text.replaceAll('${', () => '$${');
}
