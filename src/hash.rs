//! Fingerprints.
//!
//! Input: bytes. Output: SHA-256, whole or its beginning: the one hash of the program, for anchors, addresses,
//! checksums and what builds remember alike. Refuses to be seeded: the same bytes have the same hash on every machine.

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// SHA-256 of some bytes, in hexadecimal.
pub fn hash_of<'a>(parts: impl IntoIterator<Item = &'a [u8]>) -> String {
    hexadecimal(&digest(parts))
}

/// The first 32 bits of the same.
pub fn short_hash_of<'a>(parts: impl IntoIterator<Item = &'a [u8]>) -> u32 {
    let [a, b, c, d, ..] = digest(parts);
    u32::from_be_bytes([a, b, c, d])
}

/// SHA-256 of some bytes.
pub fn sha256(bytes: &[u8]) -> [u8; 32] {
    digest([bytes])
}

fn digest<'a>(parts: impl IntoIterator<Item = &'a [u8]>) -> [u8; 32] {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update(part);
    }
    hash.finalize().into()
}

/// Bytes in hexadecimal.
pub fn hexadecimal(bytes: &[u8]) -> String {
    let mut digits = String::with_capacity(2 * bytes.len());
    for byte in bytes {
        digits.extend([byte >> 4, byte & 15].map(|digit| char::from(b"0123456789abcdef"[usize::from(digit)])));
    }
    digits
}

/// The SHA-256 of what arrives piece by piece.
#[derive(Clone, Default)]
pub struct RunningHash(Sha256);

impl RunningHash {
    /// Takes the next piece in.
    pub fn add(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    /// The hash of all pieces.
    pub fn finish(self) -> [u8; 32] {
        self.0.finalize().into()
    }
}

/// The first half of a SHA-256: tells values apart where nobody has to check them by hand.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Fingerprint([u8; 16]);

impl Fingerprint {
    /// The fingerprint of a value, by all its fields.
    pub fn of(value: &(impl Serialize + ?Sized)) -> Fingerprint {
        let bytes = postcard::to_allocvec(value).expect("values are plain data of known length");
        Fingerprint::of_bytes([bytes.as_slice()])
    }

    /// The fingerprint of some bytes; where one part ends and the next begins makes no difference.
    pub fn of_bytes<'a>(parts: impl IntoIterator<Item = &'a [u8]>) -> Fingerprint {
        let mut half = [0; 16];
        half.copy_from_slice(&digest(parts)[..16]);
        Fingerprint(half)
    }

    /// Its first eight bytes as a number: for lists of millions, to be looked at again where it matters.
    pub fn short(self) -> u64 {
        self.0.iter().take(8).fold(0, |number, byte| number << 8 | u64::from(*byte))
    }
}

impl std::fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&hexadecimal(&self.0))
    }
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
