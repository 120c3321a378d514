// One figure, one JSON line. `better`: 'more' or 'less'; the target is held against the ratio where `of` says so, else against the value.
import { performance } from 'node:perf_hooks';

const short = (n) => (n === null ? null : Number(n.toPrecision(4)));

export function report(figure, value, unit, { anchor = null, anchorValue = null, target = null, of = 'value', better = 'more', ...more } = {}) {
  const ratio = anchorValue ? value / anchorValue : null;
  const held = of === 'ratio' ? ratio : value;
  const reached = target === null ? null : better === 'more' ? held >= target : held <= target;
  const words = target === null ? null : `${of} ${better === 'more' ? '>=' : '<='} ${target}`;
  console.log(JSON.stringify({ figure, value: short(value), unit, anchor, anchor_value: short(anchorValue), ratio: short(ratio), target: words, reached, ...more }));
}

export const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];

export async function milliseconds(act) {
  const start = performance.now();
  await act();
  return performance.now() - start;
}
