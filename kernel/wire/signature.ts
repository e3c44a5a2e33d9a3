import { createHmac, timingSafeEqual } from "node:crypto";

/** Signs the four parts of a message and checks such signatures; an empty key means that nothing is signed. */
export interface Signer {
  readonly signs: boolean;
  /** Lower-case hexadecimal, or "" with an empty key. */
  sign(parts: readonly Uint8Array[]): string;
  /** Compares in constant time; any text is accepted with an empty key. */
  verify(parts: readonly Uint8Array[], signature: Uint8Array): boolean;
}

/** An HMAC signer with the digest of a Jupyter signature scheme such as `hmac-sha256`; throws for another scheme. */
export function createSigner(key: string, scheme: string): Signer {
  const digest = /^hmac-(sha\d+)$/.exec(scheme)?.[1];
  if (digest === undefined) throw new Error(`unknown signature scheme ${scheme}`);
  const sign = (parts: readonly Uint8Array[]): string => {
    if (key === "") return "";
    const hmac = createHmac(digest, key);
    for (const part of parts) hmac.update(part);
    return hmac.digest("hex");
  };
  return {
    signs: key !== "",
    sign,
    verify(parts, signature) {
      if (key === "") return true;
      const expected = Buffer.from(sign(parts), "latin1");
      return expected.length === signature.length && timingSafeEqual(expected, signature);
    },
  };
}
