/** Remembers the signatures seen last, so that a message sent a second time is known for what it is. */
export interface ReplayMemory {
  /** Whether this signature is new; it is remembered. */
  isNew(signature: string): boolean;
}

/** A memory of at least `capacity` signatures; the older of two generations is forgotten when the younger is full. */
export function createReplayMemory(capacity = 65_536): ReplayMemory {
  let young = new Set<string>();
  let old = new Set<string>();
  return {
    isNew(signature) {
      if (young.has(signature) || old.has(signature)) return false;
      if (young.size >= capacity) {
        old = young;
        young = new Set();
      }
      young.add(signature);
      return true;
    },
  };
}
