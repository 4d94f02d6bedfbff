//! Fingerprints.
//!
//! Input: bytes. Output: SHA-256 in hexadecimal: the one hash of the program, for anchors, addresses and
//! checksums alike. Refuses to be seeded: the same bytes have the same hash on every machine.

use sha2::{Digest, Sha256};

/// SHA-256 of some bytes, in hexadecimal.
pub fn hash_of<'a>(parts: impl IntoIterator<Item = &'a [u8]>) -> String {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update(part);
    }
    hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}
