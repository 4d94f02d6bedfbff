//! Exact decimal values: 244.66万 is 2446600 and not 2446600.0000000002.

use serde::{Deserialize, Serialize};

use std::cmp::Ordering;
use std::fmt;
use std::ops::Add;

/// A non-negative decimal number, normalised so that equal values are equal.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Decimal {
    digits: u128,
    /// Digits after the point.
    scale: u32,
}

/// More digits than any figure has; longer runs are codes.
const LONGEST: usize = 24;

impl Decimal {
    /// The value of `whole.fraction × 10^zeros`; `None` for what no figure can be.
    pub fn new(whole: &str, fraction: &str, zeros: u32) -> Option<Decimal> {
        let written = whole.len() + fraction.len();
        if written == 0 || written + zeros as usize > LONGEST {
            return None;
        }
        let digits = whole.chars().chain(fraction.chars()).try_fold(0u128, |digits, c| Some(digits * 10 + u128::from(c.to_digit(10)?)))?;
        Some(Decimal { digits, scale: u32::try_from(fraction.len()).ok()? }.shift(zeros))
    }

    /// A whole number.
    pub fn from_integer(value: u128) -> Decimal {
        Decimal { digits: value, scale: 0 }.normalise()
    }

    /// A bound as a rule file writes it; `None` for one that no figure can reach.
    pub fn of_bound(bound: f64) -> Option<Decimal> {
        let written = bound.max(0.0).to_string();
        let (whole, fraction) = written.split_once('.').unwrap_or((&written, ""));
        Decimal::new(whole, fraction, 0)
    }

    /// The value, if it is a whole number that fits.
    pub fn to_u16(self) -> Option<u16> {
        u16::try_from(self.digits).ok().filter(|_| self.scale == 0)
    }

    /// Times ten to the power of `zeros`.
    #[must_use]
    pub fn shift(self, zeros: u32) -> Decimal {
        if zeros == 0 {
            return self.normalise();
        }
        let taken = zeros.min(self.scale);
        Decimal { digits: self.digits.saturating_mul(10u128.saturating_pow(zeros - taken)), scale: self.scale - taken }.normalise()
    }

    /// A share per `10^places` hundred: 千分之三 is 0.3 percent.
    #[must_use]
    pub fn shift_down(self, places: u32) -> Decimal {
        Decimal { digits: self.digits, scale: self.scale + places }.normalise()
    }

    /// Less another value; nothing where that is greater.
    #[must_use]
    pub fn less(self, other: Decimal) -> Decimal {
        let scale = self.scale.max(other.scale);
        Decimal { digits: self.raised(scale).saturating_sub(other.raised(scale)), scale }.normalise()
    }

    /// So many times another value.
    #[must_use]
    pub fn times(self, other: Decimal) -> Decimal {
        Decimal { digits: self.digits.saturating_mul(other.digits), scale: self.scale + other.scale }.normalise()
    }

    /// How many digits stand after the point.
    pub fn places(self) -> u32 {
        self.scale
    }

    /// The digits with so many after the point.
    fn raised(self, scale: u32) -> u128 {
        self.digits.saturating_mul(10u128.saturating_pow(scale - self.scale))
    }

    fn normalise(mut self) -> Decimal {
        while self.scale > 0 && self.digits.is_multiple_of(10) {
            self.digits /= 10;
            self.scale -= 1;
        }
        self
    }

    /// The nearest binary number, for pictures and comparisons of size.
    pub fn to_f64(self) -> f64 {
        // Both are exact in binary, and one division rounds once.
        match u64::try_from(self.digits) {
            Ok(digits) if digits <= 1 << f64::MANTISSA_DIGITS && self.scale <= 22 => digits as f64 / 10f64.powi(self.scale as i32),
            _ => self.to_string().parse().unwrap_or(f64::INFINITY),
        }
    }
}

impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Nearly all fit into 64 bits, which are divided much faster.
        let digits = u64::try_from(self.digits).map_or_else(|_| self.digits.to_string(), |digits| digits.to_string());
        let scale = self.scale as usize;
        if scale == 0 {
            return f.write_str(&digits);
        }
        let padded = format!("{digits:0>width$}", width = scale + 1);
        let (whole, fraction) = padded.split_at(padded.len() - scale);
        write!(f, "{whole}.{fraction}")
    }
}

impl Add for Decimal {
    type Output = Decimal;

    fn add(self, other: Decimal) -> Decimal {
        let scale = self.scale.max(other.scale);
        Decimal { digits: self.raised(scale).saturating_add(other.raised(scale)), scale }.normalise()
    }
}

impl PartialOrd for Decimal {
    fn partial_cmp(&self, other: &Decimal) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Decimal {
    fn cmp(&self, other: &Decimal) -> Ordering {
        let scale = self.scale.max(other.scale);
        self.raised(scale).cmp(&other.raised(scale))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_are_exact() {
        let value = |whole, fraction| Decimal::new(whole, fraction, 0).expect("a figure");
        assert_eq!(value("0", "1") + value("0", "2"), value("0", "3"));
        assert_eq!((value("12", "5") + value("7", "5")).to_string(), "20");
    }

    #[test]
    fn differences_and_products_are_exact() {
        let value = |whole, fraction| Decimal::new(whole, fraction, 0).expect("a figure");
        assert_eq!(value("0", "3").less(value("0", "1")), value("0", "2"));
        assert_eq!(value("1", "").less(value("2", "5")), Decimal::default());
        assert_eq!(value("0", "07").times(value("10", "")), value("0", "7"));
        assert_eq!(Decimal::of_bound(12.5), Some(value("12", "5")));
        assert_eq!((Decimal::of_bound(-1.0), Decimal::of_bound(f64::INFINITY)), (Some(Decimal::default()), None));
        assert_eq!((value("99", "60").places(), value("100", "").places()), (1, 0));
    }

    #[test]
    fn the_nearest_binary_number_is_the_one_that_the_digits_are_read_as() {
        let digits = [0, 1, 5, 35, 9_007_199_254_740_991, 9_007_199_254_740_993, 12_345_678_901_234_567, u128::from(u64::MAX) * 7 + 1];
        for (digits, scale) in digits.into_iter().flat_map(|digits| (0..30).map(move |scale| (digits, scale))) {
            let value = Decimal { digits, scale }.normalise();
            assert_eq!(value.to_f64(), value.to_string().parse::<f64>().expect("a number"), "{value}");
        }
    }

    #[test]
    fn multiplying_out_is_exact() {
        let value = |whole, fraction, zeros| Decimal::new(whole, fraction, zeros).expect("a figure").to_string();
        assert_eq!(value("244", "66", 4), "2446600");
        assert_eq!(value("13", "1", 8), "1310000000");
        assert_eq!(value("98", "50", 0), "98.5");
        assert_eq!(value("0", "05", 0), "0.05");
    }
}
