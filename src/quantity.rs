//! Every number of the body.
//!
//! Input: a block's folded text and the number rules. Output: a [`Reading`]: the quantities with value,
//! unit and approximation, and beside them the numbers that count nothing, each with the reason.
//! Refuses to skip a digit: every digit of a text lies in one of the two lists.

mod cell;
mod decimal;
mod lexer;
mod numeral;

use serde::{Deserialize, Serialize};

use std::fmt;
use std::ops::Range;

use crate::rules::Numbers;
use crate::structure::{Block, Document};
use crate::table::Row;
pub use cell::read_row;
pub use decimal::Decimal;
pub use lexer::read_numbers;

/// How exactly a report states a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Approximation {
    Exact,
    /// 余, 多, 超, 以上, 不少于
    AtLeast,
    /// 约, 近, 左右
    About,
}

impl Approximation {
    /// The name in tables.
    pub fn name(self) -> &'static str {
        match self {
            Approximation::Exact => "exact",
            Approximation::AtLeast => "at_least",
            Approximation::About => "about",
        }
    }
}

impl fmt::Display for Approximation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A number that counts or measures.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Quantity {
    /// From the word of approximation to the end of the unit, in bytes of the folded text.
    pub span: Range<usize>,
    /// Normalised: 万 and 亿 multiplied out, money in yuan, rates in percent.
    pub value: Decimal,
    /// The upper end of a range such as 2-3次, whose lower end is `value`.
    pub upper: Option<Decimal>,
    /// As written, without 万; 元 for money, % for 百分之; empty when there is none.
    pub unit: String,
    pub approximation: Approximation,
}

/// A number that is no quantity.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Name {
    pub span: Range<usize>,
    pub class: NameClass,
    /// The year, where it is one.
    pub year: Option<u16>,
}

/// What a number that counts nothing is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum NameClass {
    /// 2021年, 3月15日, 2020.3.21
    Date,
    /// 2021—2025年, 2021年、2022年和2023年
    Period,
    /// The year of 〔2020〕11号.
    DocumentNumber,
    /// 第三次, 六届
    Ordinal,
    /// 9:30, 1:2
    TimeOrRatio,
    /// 440400, 0662-3367662
    Code,
    /// A4, 2.0版+
    PartOfName,
    /// “12”
    Quoted,
    /// The 1. or (1) of an item.
    ListNumber,
    /// 11号
    HouseNumber,
    /// 一 of 一定, 万 of 万一
    Words,
    /// More digits than a figure has.
    TooLong,
    /// A class of `data/numbers.toml`.
    Listed(String),
}

impl NameClass {
    /// The name that people read.
    pub fn name(&self) -> &str {
        match self {
            NameClass::Date => "date",
            NameClass::Period => "period",
            NameClass::DocumentNumber => "document number",
            NameClass::Ordinal => "ordinal",
            NameClass::TimeOrRatio => "time or ratio",
            NameClass::Code => "code",
            NameClass::PartOfName => "part of a name",
            NameClass::Quoted => "quoted name",
            NameClass::ListNumber => "list number",
            NameClass::HouseNumber => "document or house number",
            NameClass::Words => "words",
            NameClass::TooLong => "too long for a figure",
            NameClass::Listed(class) => class,
        }
    }
}

/// The numbers of a text, both lists in order.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reading {
    pub quantities: Vec<Quantity>,
    pub names: Vec<Name>,
}

/// Which quantity of a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct QuantityId {
    pub block: usize,
    /// Its place among the quantities of the block.
    pub number: usize,
}

/// Reads the numbers of all blocks of a document; `rows` has one entry a block.
pub fn read_blocks(document: &Document, rows: &[Option<Row>], rules: &Numbers) -> Vec<Reading> {
    let read = |(block, row): (&Block, &Option<Row>)| match row {
        Some(row) => read_row(&block.folded.text, row, rules),
        None => read_numbers(&block.folded.text, rules),
    };
    document.blocks.iter().zip(rows).map(read).collect()
}

/// The names of all quantities, in reading order; `readings` has one entry a block.
pub fn ids_of(readings: &[Reading]) -> impl Iterator<Item = QuantityId> {
    let of_block = |(block, reading): (usize, &Reading)| (0..reading.quantities.len()).map(move |number| QuantityId { block, number });
    readings.iter().enumerate().flat_map(of_block)
}
