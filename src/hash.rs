//! Fingerprints.
//!
//! Input: bytes. Output: SHA-256 in hexadecimal: the one hash of the program, for anchors, addresses and
//! checksums alike. Refuses to be seeded: the same bytes have the same hash on every machine.

use sha2::{Digest, Sha256};

/// SHA-256 of some bytes, in hexadecimal.
pub fn hash_of<'a>(parts: impl IntoIterator<Item = &'a [u8]>) -> String {
    let hash = digest(parts);
    let mut digits = String::with_capacity(2 * hash.len());
    for byte in hash {
        digits.extend([byte >> 4, byte & 15].map(|digit| char::from(b"0123456789abcdef"[usize::from(digit)])));
    }
    digits
}

/// The first 32 bits of the same.
pub fn short_hash_of<'a>(parts: impl IntoIterator<Item = &'a [u8]>) -> u32 {
    let [a, b, c, d, ..] = digest(parts);
    u32::from_be_bytes([a, b, c, d])
}

fn digest<'a>(parts: impl IntoIterator<Item = &'a [u8]>) -> [u8; 32] {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update(part);
    }
    hash.finalize().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_short_hash_begins_the_long_one() {
        let parts = || ["依法".as_bytes(), "行政".as_bytes()];
        assert_eq!(hash_of(parts()), hash_of(["依法行政".as_bytes()]));
        assert_eq!(hash_of(parts())[..8], format!("{:08x}", short_hash_of(parts())));
    }
}
