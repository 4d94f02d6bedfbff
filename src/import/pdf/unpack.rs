//! Streams of a file, unpacked within bounds.
//!
//! Input: a stream. Output: whether it may be unpacked. Refuses streams that grow beyond all measure: the reader of the
//! format unpacks into memory whatever comes, and a kilobyte can stand for a gigabyte.

use std::io::{self, Read};

use flate2::read::{DeflateDecoder, ZlibDecoder};
use hayro_syntax::Filter;
use hayro_syntax::object::Stream;

/// Bytes that one stream may have; the content of a page of a thousand drawn lines has some hundred thousand.
const LARGEST: u64 = 128 << 20;
/// Bytes of a stream in the two packings of old that are not measured.
const LARGEST_OF_OLD: usize = 64 << 10;

/// Whether a stream may be unpacked, by unpacking it once into nothing.
pub fn may_unpack(stream: &Stream) -> bool {
    let mut packings =
        stream.filters().into_iter().filter(|filter| matches!(filter, Filter::FlateDecode | Filter::LzwDecode | Filter::RunLengthDecode));
    match (packings.next(), packings.next()) {
        (None, _) => true,
        // Packed twice is what a bomb is; no program writes text so.
        (Some(_), Some(_)) => false,
        (Some(Filter::FlateDecode), None) => {
            let raw = stream.raw_data();
            // Bytes written as letters are unpacked from fewer: the limit only comes nearer.
            let is_first = stream.filters().first().is_some_and(|filter| matches!(filter, Filter::FlateDecode));
            if !is_first {
                return raw.len() <= LARGEST_OF_OLD * 16;
            }
            let has_head = raw.len() >= 2 && raw[0] & 0x0f == 8 && (u16::from(raw[0]) << 8 | u16::from(raw[1])).is_multiple_of(31);
            if has_head { size(ZlibDecoder::new(&raw[..])) <= LARGEST } else { size(DeflateDecoder::new(&raw[..])) <= LARGEST }
        }
        (Some(_), None) => stream.raw_data().len() <= LARGEST_OF_OLD,
    }
}

/// How many bytes come out before the limit, the end, or damage; what is damaged ends there for the reader too.
fn size(unpacked: impl Read) -> u64 {
    let mut counted = unpacked.take(LARGEST + 1);
    let mut count = 0;
    let mut buffer = [0; 1 << 14];
    loop {
        match counted.read(&mut buffer) {
            Ok(0) => return count,
            Ok(read) => count += read as u64,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(_) => return count,
        }
    }
}
