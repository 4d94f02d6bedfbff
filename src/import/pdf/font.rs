//! Fonts: which characters a string of codes stands for, and how wide they are.
//!
//! Input: the dictionary of a font. Output: [`Font`], which reads codes one after another. Refuses to look into the
//! font program: what a file says of its characters it says in its dictionaries, or it is a file for printers only.

use std::collections::BTreeMap;
use std::rc::Rc;

use hayro_cmap::{BfString, CMap, CMapName, CidFamily, load_embedded};
use hayro_syntax::object::{Array, Dict, Name, Object, Stream};
use hayro_syntax::page::Resources;

use super::encoding::{Base, named};
use super::unpack::may_unpack;

/// Widths that a file may list in all, the same ones again included: a range of 65,536 characters takes a few bytes. A
/// font of all Chinese characters lists some ten thousand.
const MOST_WIDTHS: usize = 1 << 20;

/// Fonts by where their dictionaries lie: the pages of a file share them.
#[derive(Default)]
pub struct Fonts {
    read: BTreeMap<(usize, usize), Rc<Font>>,
    /// Tables from the characters of a collection to Unicode.
    collections: BTreeMap<&'static str, Option<Rc<CMap>>>,
    /// Widths that were listed so far.
    listed: usize,
}

/// A font.
pub struct Font {
    pub name: String,
    codes: Codes,
    to_unicode: Option<CMap>,
    widths: BTreeMap<u32, f64>,
    default_width: f64,
}

enum Codes {
    /// One byte a character.
    Simple { base: Option<Base>, differences: BTreeMap<u8, char> },
    /// Several bytes a character, which the map makes characters of a collection.
    Composite { map: Option<Box<CMap>>, unicode: Unicode },
}

/// How characters of a composite font become text where the font has no table of its own.
enum Unicode {
    Unknown,
    /// The codes are UTF-16.
    Codes,
    /// By the collection's table.
    Collection(Rc<CMap>),
}

/// The next sign of a string.
pub struct Sign {
    /// Bytes that it took.
    pub length: usize,
    pub text: Option<String>,
    /// In heights of the font.
    pub width: f64,
    /// A blank of one byte, which word space widens.
    pub is_blank: bool,
}

impl Fonts {
    /// The font of a name.
    pub fn get(&mut self, resources: &Resources, name: &Name) -> Option<Rc<Font>> {
        let dict = resources.get_font(name)?;
        let place = (dict.data().as_ptr() as usize, dict.data().len());
        if let Some(font) = self.read.get(&place) {
            return Some(Rc::clone(font));
        }
        let font = Rc::new(self.read_font(&dict));
        self.read.insert(place, Rc::clone(&font));
        Some(font)
    }

    fn read_font(&mut self, dict: &Dict) -> Font {
        let to_unicode = dict.get::<Stream>("ToUnicode").and_then(|stream| parse_map(&stream));
        let name = dict.get::<Name>("BaseFont").map_or_else(String::new, |name| name.as_str().to_owned());
        let kind = dict.get::<Name>("Subtype");
        if kind.as_ref().is_some_and(|kind| kind.as_ref() == b"Type0") {
            let descendant = dict.get::<Array>("DescendantFonts").and_then(|fonts| fonts.iter::<Dict>().next()).unwrap_or_default();
            let (map, unicode) = self.read_composite(dict, &descendant);
            let widths = descendant.get::<Array>("W").map_or_else(BTreeMap::new, |widths| read_wide(&widths, &mut self.listed));
            let default_width = descendant.get::<f32>("DW").map_or(1.0, |width| f64::from(width) / 1000.0);
            return Font { name, codes: Codes::Composite { map: map.map(Box::new), unicode }, to_unicode, widths, default_width };
        }
        // Glyphs of type 3 are drawn on a grid of their own.
        let is_drawn = kind.is_some_and(|kind| kind.as_ref() == b"Type3");
        let unit = dict.get::<[f32; 6]>("FontMatrix").filter(|_| is_drawn).map_or(0.001, |matrix| f64::from(matrix[0]));
        let first = dict.get::<u32>("FirstChar").unwrap_or(0);
        let widths = dict.get::<Array>("Widths").map_or_else(BTreeMap::new, |widths| {
            widths
                .iter::<f32>()
                .take(256)
                .enumerate()
                .map(|(at, width)| (first.saturating_add(at as u32), f64::from(width) * unit))
                .collect()
        });
        let missing = dict.get::<Dict>("FontDescriptor").and_then(|descriptor| descriptor.get::<f32>("MissingWidth"));
        Font { name, codes: read_simple(dict), to_unicode, widths, default_width: missing.map_or(0.5, |width| f64::from(width) * unit) }
    }

    fn read_composite(&mut self, dict: &Dict, descendant: &Dict) -> (Option<CMap>, Unicode) {
        let encoding = dict.get::<Name>("Encoding");
        let named = encoding.as_ref().map(|name| name.as_ref().to_vec()).unwrap_or_default();
        let map = match named.as_slice() {
            b"Identity-H" | b"Identity-V" => Some(CMap::identity_h()),
            b"" => dict.get::<Stream>("Encoding").and_then(|stream| parse_map(&stream)),
            name => load_embedded(CMapName::from_bytes(name)).and_then(|bytes| CMap::parse(bytes, load_embedded)),
        };
        if named.windows(4).any(|part| part == b"UCS2") || named.windows(5).any(|part| part == b"UTF16") {
            return (map, Unicode::Codes);
        }
        let collection = |info: &Dict| {
            let part = |key| info.get::<hayro_syntax::object::String>(key).map(|text| text.as_ref().to_vec()).unwrap_or_default();
            CidFamily::from_registry_ordering(&part("Registry"), &part("Ordering"))
        };
        let of_font = descendant.get::<Dict>("CIDSystemInfo").map(|info| collection(&info));
        let of_map =
            || map.as_ref().and_then(|map| map.metadata().character_collection.as_ref()).map(|collection| collection.family.clone());
        let unicode = of_font.filter(|family| family.ucs2_cmap().is_some()).or_else(of_map).and_then(|family| self.collection(&family));
        (map, unicode.map_or(Unicode::Unknown, Unicode::Collection))
    }

    fn collection(&mut self, family: &CidFamily) -> Option<Rc<CMap>> {
        let key = match family {
            CidFamily::AdobeGB1 => "GB1",
            CidFamily::AdobeCNS1 => "CNS1",
            CidFamily::AdobeJapan1 => "Japan1",
            CidFamily::AdobeKorea1 => "Korea1",
            CidFamily::AdobeIdentity | CidFamily::Custom { .. } => return None,
        };
        let table = || load_embedded(family.ucs2_cmap()?).and_then(|bytes| CMap::parse(bytes, load_embedded)).map(Rc::new);
        self.collections.entry(key).or_insert_with(table).clone()
    }
}

impl Font {
    /// Reads the sign that some codes begin with.
    pub fn next(&self, codes: &[u8]) -> Sign {
        match &self.codes {
            Codes::Simple { base, differences } => {
                let byte = codes.first().copied().unwrap_or_default();
                let code = u32::from(byte);
                let own = || differences.get(&byte).copied().or_else(|| base.and_then(|base| base.character(byte)));
                let text = self.mapped(code).or_else(|| own().map(String::from));
                let width = self.widths.get(&code).copied().unwrap_or(self.default_width);
                Sign { length: 1, text, width, is_blank: byte == b' ' }
            }
            Codes::Composite { map, unicode } => {
                let (length, code, character) = split(codes, map.as_deref());
                let text = self.mapped(code).or_else(|| match unicode {
                    Unicode::Codes => utf16(&codes[..length]),
                    Unicode::Collection(table) => table.lookup_bf_string(character?).and_then(printable),
                    Unicode::Unknown => None,
                });
                let width = character.and_then(|character| self.widths.get(&character)).copied().unwrap_or(self.default_width);
                Sign { length, text, width, is_blank: length == 1 && code == u32::from(b' ') }
            }
        }
    }

    fn mapped(&self, code: u32) -> Option<String> {
        self.to_unicode.as_ref()?.lookup_bf_string(code).and_then(printable)
    }
}

/// Tables map glyphs without a meaning to U+0000 or U+FFFD.
fn printable(text: BfString) -> Option<String> {
    let text = match text {
        BfString::Char(c) => c.to_string(),
        BfString::String(text) => text,
    };
    let text: String = text.chars().map(|c| if matches!(c, '\t' | '\n' | '\r') { ' ' } else { c }).collect();
    (!text.is_empty() && !text.chars().any(|c| c.is_control() || c == '\u{fffd}')).then_some(text)
}

/// The length of the first code, the code, and its character in the collection.
fn split(codes: &[u8], map: Option<&CMap>) -> (usize, u32, Option<u32>) {
    let code_of = |length: usize| codes[..length].iter().fold(0, |code: u32, byte| code << 8 | u32::from(*byte));
    for length in 1..=codes.len().min(4) {
        let code = code_of(length);
        let character = map.and_then(|map| map.lookup_cid_code(code, u8::try_from(length).unwrap_or(4)));
        if character.is_some() {
            return (length, code, character);
        }
    }
    // A code that no range holds: two bytes are the rule.
    let length = codes.len().min(2);
    (length, code_of(length), None)
}

fn utf16(codes: &[u8]) -> Option<String> {
    let units: Vec<u16> = codes.chunks_exact(2).map(|pair| u16::from_be_bytes([pair[0], pair[1]])).collect();
    String::from_utf16(&units).ok().map(BfString::String).and_then(printable)
}

fn parse_map(stream: &Stream) -> Option<CMap> {
    if !may_unpack(stream) {
        return None;
    }
    CMap::parse(&stream.decoded_data().ok()?, load_embedded)
}

fn read_simple(dict: &Dict) -> Codes {
    let encoding = dict.get::<Object>("Encoding");
    let mut differences = BTreeMap::new();
    let base = match &encoding {
        Some(Object::Name(name)) => Base::named(name.as_ref()),
        Some(Object::Dict(encoding)) => {
            let mut code = 0_u32;
            for entry in encoding.get::<Array>("Differences").iter().flat_map(Array::iter::<Object>).take(1024) {
                match entry {
                    Object::Number(number) => code = u32::try_from(number.as_i64()).unwrap_or(u32::MAX),
                    Object::Name(name) => {
                        if let (Ok(code), Some(c)) = (u8::try_from(code), named(name.as_str())) {
                            differences.insert(code, c);
                        }
                        code = code.saturating_add(1);
                    }
                    _ => {}
                }
            }
            encoding.get::<Name>("BaseEncoding").and_then(|name| Base::named(name.as_ref()))
        }
        _ => None,
    };
    // A symbolic font has an order of its own, in the font program; what its codes mean only a table could tell.
    let flags = dict.get::<Dict>("FontDescriptor").and_then(|descriptor| descriptor.get::<u32>("Flags")).unwrap_or(0);
    let is_symbolic = flags & 4 != 0 && flags & 32 == 0;
    Codes::Simple { base: base.or((!is_symbolic).then_some(Base::Standard)), differences }
}

/// `[c [w w w] first last w …]`, up to the number of widths that are left for the file.
fn read_wide(list: &Array, listed: &mut usize) -> BTreeMap<u32, f64> {
    let mut widths = BTreeMap::new();
    let mut numbers: Vec<f64> = Vec::new();
    for entry in list.iter::<Object>() {
        if *listed > MOST_WIDTHS {
            break;
        }
        match entry {
            Object::Number(number) => numbers.push(number.as_f64()),
            Object::Array(run) => {
                let first = numbers.pop().unwrap_or_default() as u32;
                for (at, width) in run.iter::<f32>().take(MOST_WIDTHS).enumerate() {
                    widths.insert(first.saturating_add(at as u32), f64::from(width) / 1000.0);
                    *listed += 1;
                }
                numbers.clear();
            }
            _ => {}
        }
        if let [first, last, width] = numbers[..] {
            for character in first as u32..=(last as u32).min(0xffff) {
                widths.insert(character, width / 1000.0);
                *listed += 1;
            }
            numbers.clear();
        }
    }
    widths
}
