//! Every number of the body.
//!
//! Input: a block's folded text and the number rules. Output: a [`Reading`]: the quantities with value,
//! unit and approximation, and beside them the numbers that count nothing, each with the reason.
//! Refuses to skip a digit: every digit of a text lies in one of the two lists.

mod decimal;
mod lexer;
mod numeral;

use serde::{Deserialize, Serialize};

use std::fmt;
use std::ops::Range;

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
    /// What it is: a year, a date, an ordinal, a document number, a slogan …
    pub class: String,
    /// The year, where it is one.
    pub year: Option<u16>,
}

/// The numbers of a text, both lists in order.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reading {
    pub quantities: Vec<Quantity>,
    pub names: Vec<Name>,
}
