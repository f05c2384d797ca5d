// How alike two lines are.

const longestCompared = 400;

/** 1 for equal lines down to 0, by edit distance over the longer length. Very long lines count only their common ends. */
export function similarity(a: string, b: string): number {
  if (a === b) return 1;
  const longer = Math.max(a.length, b.length);
  let head = 0;
  const shorter = Math.min(a.length, b.length);
  while (head < shorter && a.charCodeAt(head) === b.charCodeAt(head)) head++;
  let tail = 0;
  while (tail < shorter - head && a.charCodeAt(a.length - 1 - tail) === b.charCodeAt(b.length - 1 - tail)) tail++;
  const restA = a.length - head - tail;
  const restB = b.length - head - tail;
  if (restA === 0 || restB === 0) return 1 - Math.max(restA, restB) / longer;
  if (Math.abs(restA - restB) > longer * 0.7) return 1 - Math.max(restA, restB) / longer;
  if (Math.max(restA, restB) > longestCompared) return (head + tail) / longer;
  return 1 - distance(a.slice(head, head + restA), b.slice(head, head + restB)) / longer;
}

const buckets = 64;

/** Counts of neighbouring character pairs, hashed; two of them tell cheaply whether lines can be alike. */
export function profileOf(text: string): Uint8Array {
  const profile = new Uint8Array(buckets);
  const end = Math.min(text.length, longestCompared);
  for (let at = 1; at < end; at++) {
    const bucket = (text.charCodeAt(at - 1) * 31 + text.charCodeAt(at)) & (buckets - 1);
    if (profile[bucket]! < 255) profile[bucket]!++;
  }
  return profile;
}

/** Share of character pairs that two lines have in common: near 1 for near-equal lines, near 0 for unrelated ones. */
export function profileOverlap(a: Uint8Array, b: Uint8Array): number {
  let common = 0;
  let total = 0;
  for (let bucket = 0; bucket < buckets; bucket++) {
    const inA = a[bucket]!;
    const inB = b[bucket]!;
    common += Math.min(inA, inB);
    total += inA + inB;
  }
  return total === 0 ? 0 : (2 * common) / total;
}

/** Levenshtein distance, one row at a time. */
function distance(a: string, b: string): number {
  const row = new Uint16Array(b.length + 1);
  for (let j = 0; j <= b.length; j++) row[j] = j;
  for (let i = 1; i <= a.length; i++) {
    const code = a.charCodeAt(i - 1);
    let diagonal = row[0]!;
    row[0] = i;
    for (let j = 1; j <= b.length; j++) {
      const above = row[j]!;
      const cost = diagonal + (code === b.charCodeAt(j - 1) ? 0 : 1);
      row[j] = Math.min(cost, above + 1, row[j - 1]! + 1);
      diagonal = above;
    }
  }
  return row[b.length]!;
}
