import { expect, test } from 'vitest';
import { stepsTakenText } from '../../../src/cli/terminal/steps-taken.ts';
import { loadScript } from '../../../src/script/load-script.ts';

function taken(steps: string): string {
  const head = 'hosts: {alice: {ip: 10.0.0.10}}\nsteps:\n';
  return stepsTakenText(1234, loadScript(`${head}  - ${steps}\n`, 'x.yaml'));
}

const PING = 'steps: [{ping: {to: alice}}]';

test.each([
  [`repeat: {count: 1234567, ${PING}}`, '1,234 of 1,234,567 steps'],
  ['choice: [{steps: [{ping: {to: alice}}]}, {steps: [{note: a}, {note: b}]}]', '1,234 of at most 2 steps'],
  [nested(2), '1,234 of more than 9 quadrillion steps'],
  [nested(20), '1,234 of more than 9 quadrillion steps'],
])('%s', (steps, text) => {
  expect(taken(steps)).toBe(text);
});

function nested(depth: number): string {
  const inner = depth === 1 ? PING : `steps: [{${nested(depth - 1)}}]`;
  return `repeat: {count: 1000000000, ${inner}}`;
}
