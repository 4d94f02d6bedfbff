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
    let digit = |value: u8| char::from(if value < 10 { b'0' + value } else { b'a' + value - 10 });
    hash.finalize().iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}
