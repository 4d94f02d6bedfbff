/**
 * Numbers that look random and are the same in every run (Marsaglia's xorshift, 32 bits), so that a failure can be
 * seen again.
 *
 * @param {number} seed not 0
 */
export function generator(seed) {
  let state = seed | 0;
  /** A whole number from 0 to below the limit. */
  const below = (limit) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % limit;
  };
  return { below, pick: (list) => list[below(list.length)] };
}
